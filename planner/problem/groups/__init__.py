"""Groups: every set of units that could become one new unit, judged and priced."""

from planner.problem.groups.maker import GroupMaker, check_together, find_groups
from planner.problem.groups.pool import Groups, exceed, most_members, sets_of
from planner.problem.limits import GroupSettings, check_links
from planner.problem.locks import Locks

__all__ = [
    "GroupMaker",
    "GroupSettings",
    "Groups",
    "Locks",
    "check_links",
    "check_together",
    "exceed",
    "find_groups",
    "most_members",
    "sets_of",
]
