"""Groups: every set of units that could become one new unit, judged and priced."""

from planner.groups.limits import GroupSettings, check_links
from planner.groups.pool import (
    GroupMaker,
    Groups,
    exceed,
    find_groups,
    most_members,
    sets_of,
)

__all__ = [
    "GroupMaker",
    "GroupSettings",
    "Groups",
    "check_links",
    "exceed",
    "find_groups",
    "most_members",
    "sets_of",
]
