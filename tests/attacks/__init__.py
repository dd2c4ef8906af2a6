"""Attacks by whoever sends files: built from the documentation alone, run by the real commands."""
