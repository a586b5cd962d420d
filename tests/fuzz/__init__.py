"""Real documents, changed at random, read by the reader: nothing crashes, nothing hangs, what is read holds.

`make fuzz COUNT=100000 SEED=1` does it at length; a short count runs with the other tests. Inputs are read in
worker processes that live on, each with the memory limit of services.plans.confined: a fresh process for
every input, as the program itself starts one, would take most of a day. Each input is made from SEED and
its own number alone, so that `python -m tests.fuzz --seed 1 --only 4711` makes it again.
"""
