"""What every command of the tests begins with, done once before it is forked."""

from __future__ import annotations

import gc
from importlib import import_module

from planner.cli import main
from planner.cli.commands import FILE_OF
from planner.law import read_ruleset, rulesets_at_hand
from planner.output.maps.printed import draw_sheets

# Each process parses a rule set once; those that are forked find it parsed.
READY = main, draw_sheets, [read_ruleset(name) for name in rulesets_at_hand()]

# The file of a command is read when it is called: here all of them are.
CALLED = [import_module(f"planner.cli.commands.{file}") for file in sorted({*FILE_OF.values()})]

# What is here stays: no child need look through it, or copy it, to collect its garbage.
gc.collect()
gc.freeze()
