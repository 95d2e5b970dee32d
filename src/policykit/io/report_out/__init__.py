"""Reports out: a `Report` written as text, JSON, JSON lines, SARIF, JUnit, HTML, Excel or Parquet."""

from policykit.io.report_out.records import FindingRecord, ReportRecord, finding_record, report_record
from policykit.io.report_out.write import ReportFormat, write_report, writing

__all__ = [
    "FindingRecord",
    "ReportFormat",
    "ReportRecord",
    "finding_record",
    "report_record",
    "write_report",
    "writing",
]
