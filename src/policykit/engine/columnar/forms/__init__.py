"""One module for each form: a rule in, a query of its outcomes out, and how a row of it is worded."""
