"""Groups: every set of units that could become one new unit, judged and priced."""

from planner.groups.limits import GroupSettings, Locks, check_links
from planner.groups.maker import GroupMaker, check_together, find_groups
from planner.groups.pool import Groups, exceed, most_members, sets_of

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
