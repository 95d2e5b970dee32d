"""Facts and findings in a PostgreSQL database: the schema of facts, facts in, findings out."""

from policykit.io.database.errors import DatabaseError
from policykit.io.database.findings import write_findings
from policykit.io.database.schema import schema_ddl
from policykit.io.database.source import Database, open_database

__all__ = ["Database", "DatabaseError", "open_database", "schema_ddl", "write_findings"]
