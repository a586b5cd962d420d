"""Measures on units: what a decision looks at, the documents that are served, the record of a unit."""
