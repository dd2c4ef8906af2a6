"""Sweeps: a grid of scenarios, provinces and values of settings, each point a run of its own."""

from planner.sweep.grid import Grid, Point, read_grid
from planner.sweep.sweeping import Swept, sweep
from planner.sweep.written import SWEEP, write_sweep

__all__ = ["SWEEP", "Grid", "Point", "Swept", "read_grid", "sweep", "write_sweep"]
