"""Every province of today planned: each a run of its own, one table and one sheet of all."""

from planner.processes import Row
from planner.provinces.planning import plan_provinces
from planner.provinces.written import RECORD, files_of, total, write_plans

__all__ = ["RECORD", "Row", "files_of", "plan_provinces", "total", "write_plans"]
