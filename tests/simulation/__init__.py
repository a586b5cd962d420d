"""A simulated year of a random organisation, one seed one history: python -m tests.simulation --seeds 100.

`stories` makes what is to happen from a seed, `world` lets it happen to the real code in one thread, `oracle`
reads the log and says what should have happened by arithmetic of its own, `shrink` makes a failure short.
"""
