"""Faults: inputs that are wrong, each with what the program has to say of it."""
