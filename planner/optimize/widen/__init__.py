"""Larger groups, where the pool does not hold what could be better."""
