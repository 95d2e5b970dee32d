"""Facts in: reads JSONL, and CSV through a map, into facts and rejects.

A bad row is never an error and never costs a good one: it becomes a `Reject` with file, line, code and reason.
"""

from policykit.io.facts_in.errors import FactsError
from policykit.io.facts_in.gather import Loaded
from policykit.io.facts_in.map_model import FactMap, FieldMap, TableMap, WhenMap, load_map
from policykit.io.facts_in.parse import parse_fact
from policykit.io.facts_in.problems import Code, Problem
from policykit.io.facts_in.read import Source, read_facts
from policykit.io.facts_in.rejects import write_rejects

__all__ = [
    "Code",
    "FactMap",
    "FactsError",
    "FieldMap",
    "Loaded",
    "Problem",
    "Source",
    "TableMap",
    "WhenMap",
    "load_map",
    "parse_fact",
    "read_facts",
    "write_rejects",
]
