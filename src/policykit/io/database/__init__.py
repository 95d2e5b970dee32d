"""Facts and findings in a system's own database: its schema of facts, facts in by PostgreSQL or Spark, findings out."""

from policykit.io.database.errors import DatabaseError
from policykit.io.database.findings import write_findings
from policykit.io.database.schema import schema_ddl
from policykit.io.database.source import Database, open_database
from policykit.io.database.spark_source import open_spark

__all__ = ["Database", "DatabaseError", "open_database", "open_spark", "schema_ddl", "write_findings"]
