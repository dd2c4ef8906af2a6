"""The commands."""

from planner.cli.commands import main

__all__ = ["main"]
