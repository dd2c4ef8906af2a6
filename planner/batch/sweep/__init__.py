"""Sweeps: a grid of scenarios, provinces and values of settings, each point a run of its own."""

from planner.batch.sweep.grid import Grid, Point, read_grid
from planner.batch.sweep.sweeping import Swept, sweep
from planner.batch.sweep.written import SWEEP, write_sweep

__all__ = ["SWEEP", "Grid", "Point", "Swept", "read_grid", "sweep", "write_sweep"]
