"""Faults: inputs that are wrong, each with what the program has to say of it.

``python -m tests.faults`` tries the corpus and prints a table of what became of it,
``python -m tests.faults.fuzz --seconds 3600 --seed 1`` changes files at random,
``python -m tests.faults.kills --random 100`` kills a run that replaces another.
"""
