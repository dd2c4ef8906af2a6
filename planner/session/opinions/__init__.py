"""Opinions: what was counted in each commune, what holds no longer, which versions need not ask."""
