"""Engines: rules and facts in, findings out."""
