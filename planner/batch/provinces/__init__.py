"""Every province of today planned: each a run of its own, one table and one sheet of all."""

from planner.batch.processes import Row
from planner.batch.provinces.planning import plan_provinces
from planner.batch.provinces.written import RECORD, files_of, total, write_plans

__all__ = ["RECORD", "Row", "files_of", "plan_provinces", "total", "write_plans"]
