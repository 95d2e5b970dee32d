"""The rule language: text → syntax tree → checked document; and back by the formatter."""

from policykit.language.diagnostics import Code, Diagnostic, RuleFileError, Severity
from policykit.language.read import Read, read_cases, read_document

__all__ = ["Code", "Diagnostic", "Read", "RuleFileError", "Severity", "read_cases", "read_document"]
