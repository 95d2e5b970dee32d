"""Comparisons out: a `Comparison` written as text, Markdown, JSON, HTML or Excel."""

from policykit.io.comparison_out.write import ComparisonFormat, write_comparison

__all__ = ["ComparisonFormat", "write_comparison"]
