"""``python -m planner.cli``: the same as ``planner``."""

from planner.cli import main

main()
