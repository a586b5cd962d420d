"""Mutation testing of the ladder, the cadences and working time: python -m tests.mutants --count 100.

Each mutant is one small change of one module, tried by the tests next to it in a process of its own.
"""
