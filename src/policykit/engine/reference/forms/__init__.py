"""The requirement forms: one module each, from a rule being judged to the outcomes of its obligations."""
