"""Words of a sweep: headings of its table, legend of its map, in two languages."""

from __future__ import annotations

from planner.words.outputs.provinces import HEADS as PLANNED
from planner.words.text import Text

TITLE = Text("Nhiều phương án theo nhiều giả định", "Many plans, under many assumptions")
TABS: dict[str, Text] = {
    "points": Text("Từng phương án", "Each plan"),
    "borders": Text("Ranh giới", "Borders"),
}
HEADS: dict[str, Text] = {
    "key": Text("Phương án (thư mục)", "Plan (folder)"),
    "scenario": Text("Kịch bản", "Scenario"),
    "variant": Text("Trường hợp", "Variant"),
    "units": PLANNED["units"],
    "below": PLANNED["below"],
    "hanging": PLANNED["hanging"],
    "groups": PLANNED["groups"],
    "merged": PLANNED["merged"],
    "people": Text("Dân số (người)", "People"),
    "moved": PLANNED["disturbed"],
    "proven": PLANNED["proven"],
    "any_size": PLANNED["any_size"],
    "check": PLANNED["check"],
    "verified": PLANNED["verified"],
    "exit_code": Text("Mã kết thúc", "Exit code"),
    "fault": PLANNED["fault"],
}
BOUND, FINAL = Text("cận", "bound"), Text("của phương án", "of the plan")
GROUPS, MOVED = HEADS["groups"], HEADS["moved"]
CHARTS = Text("Các phương án cạnh nhau", "The plans side by side")
BORDER_HEADS: dict[str, Text] = {
    "scenarios": Text("Kịch bản", "Scenarios"),
    "one": Text("Mã", "Code"),
    "one_name": Text("Đơn vị", "Unit"),
    "other": Text("Mã láng giềng", "Code of the neighbour"),
    "other_name": Text("Láng giềng", "Neighbour"),
    "border_km": Text("Ranh giới (km)", "Border (km)"),
    "plans": Text("Số phương án", "Plans"),
    "together": Text("Số phương án nhập hai bên", "Plans that join the two"),
    "percent": Text("Ranh giới mất đi (%)", "Border disappears (%)"),
}
BORDERS = Text(
    "Mỗi ranh giới mất đi ở bao nhiêu phương án", "In how many plans each border disappears"
)
OFTEN: dict[str, Text] = {
    "seldom": Text(
        "mất ở dưới 1/4 số phương án", "disappears in fewer than a quarter of the plans"
    ),
    "some": Text("mất ở 1/4 đến dưới 3/4", "in a quarter to three quarters"),
    "mostly": Text("mất ở từ 3/4, không phải mọi phương án", "in three quarters and more, not all"),
    "always": Text("mất ở mọi phương án", "in every plan"),
}
COUNTED = Text(
    "Chỉ đếm các điểm có phương án: {plans} trên {points}.",
    "Only points with a plan are counted: {plans} of {points}.",
)
TOTAL = Text(
    "{plans} trên {points} điểm có phương án, {proven} đã chứng minh tối ưu và kiểm lại; "
    "{least}–{most} đơn vị sau sắp xếp; {always} ranh giới mất ở mọi phương án của nơi đó, "
    "{some} chỉ ở một số.",
    "{plans} of {points} points have a plan, {proven} proven optimal and verified; "
    "{least}–{most} units by the plans; {always} borders disappear in every plan of their place, "
    "{some} only in some.",
)
