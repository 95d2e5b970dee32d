"""Facts in, as tables: for the columnar engine, whose facts are too many to be objects.

Facts come from Parquet, JSONL, CSV, Arrow data or a DuckDB file; what goes out is a DuckDB connection with a relation
for each event type, and a reject for every row that is no fact.
"""

from policykit.io.tables_in.data import Data
from policykit.io.tables_in.objects import facts_from, tables_of
from policykit.io.tables_in.opening import open_tables
from policykit.io.tables_in.tables import Tables

__all__ = ["Data", "Tables", "facts_from", "open_tables", "tables_of"]
