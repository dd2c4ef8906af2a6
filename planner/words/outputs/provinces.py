"""The words of all provinces planned, and of sweeps of other grids, in two languages."""

from __future__ import annotations

from planner.words.outputs.country import HEADS as SCREENED
from planner.words.outputs.country import SCREENS
from planner.words.text import Text

TITLE = Text(
    "Phương án từng tỉnh theo Nghị quyết 112/2025 (giả định)",
    "A plan for each province under resolution 112/2025 (assumption)",
)
DRAWN: dict[str, Text] = {
    "kept": Text("Giữ nguyên", "Stays as it is"),
    "merged": Text("Hình thành sau sắp xếp", "New, of several units"),
    "missed": Text("Chưa được giải quyết", "Not accepted"),
    "no_rule": SCREENS["no_rule"],
    "no_plan": Text("Chưa có phương án", "No plan"),
}
LEGEND = Text("Đơn vị theo phương án", "Units by the plans")
HEADS: dict[str, Text] = {
    "province": SCREENED["province"],
    "units": Text("Số đơn vị hiện nay", "Units today"),
    "below": Text("Chưa đạt tiêu chuẩn", "Below a standard"),
    "hanging": Text("Kết luận còn tùy", "Verdict depends on something"),
    "groups": Text("Số đơn vị sau sắp xếp", "Units by the plan"),
    "merged": Text("Trong đó hình thành mới", "Of these new, of several"),
    "unsatisfied": Text("Chưa được giải quyết", "Not accepted"),
    "unsatisfied_bound": Text("Cận dưới", "Bound"),
    "disturbed": Text("Dân số có đơn vị thôi tồn tại (người)", "People whose unit ceases to exist"),
    "disturbed_bound": Text("Cận dưới (người)", "Bound (people)"),
    "inertia": Text("Quán tính dân cư (người·km²)", "Inertia (person-km²)"),
    "inertia_bound": Text("Cận dưới (người·km²)", "Bound (person-km²)"),
    "proven": Text("Đã chứng minh tối ưu", "Proven optimal"),
    "any_size": Text("Đúng với nhóm có số đơn vị bất kỳ", "For groups of any size"),
    "check": Text("Lỗi do bộ kiểm tra độc lập nêu", "Complaints of the independent check"),
    "verified": Text("Chứng minh đã được kiểm lại", "Proof verified"),
    "fault": Text("Vì sao chưa có phương án", "Why there is no plan"),
}
YES, NO = Text("có", "yes"), Text("không", "no")
TOTAL = Text(
    "{before} → {after} đơn vị ở {planned} trên {provinces} tỉnh, thành phố; {below} đơn vị hiện "
    "chưa đạt, còn {unsatisfied} chưa được giải quyết; đã chứng minh tối ưu và kiểm lại: "
    "{proven} tỉnh, thành phố.",
    "{before} → {after} units in {planned} of {provinces} provinces; {below} units of today are "
    "below a standard, {unsatisfied} are not accepted by the plans; proven optimal and verified: "
    "{proven} provinces.",
)
NOT_LAW = Text(
    "Tiêu chí của đợt sắp xếp năm 2026 chưa ban hành: mọi đơn vị chưa đạt được coi là phải "
    "sắp xếp. Miền núi chưa có quyết định thì tạm theo độ cao, nơi độ cao không rõ thì chưa tính.",
    "The criteria of the round of 2026 are not issued: whatever is below a standard is taken to "
    "have to change. Where no decision says what is mountainous, heights stand in; where these are "
    "not clear, it is taken as not.",
)

# Sweeps: many plans of any grid.
SWEPT = Text("Nhiều phương án theo nhiều giả định", "Many plans, under many assumptions")
POINT_TABS: dict[str, Text] = {
    "points": Text("Từng phương án", "Each plan"),
    "borders": Text("Ranh giới", "Borders"),
}
POINT_HEADS: dict[str, Text] = {
    "key": Text("Phương án (thư mục)", "Plan (folder)"),
    "scenario": Text("Kịch bản", "Scenario"),
    "variant": Text("Trường hợp", "Variant"),
    "units": HEADS["units"],
    "below": HEADS["below"],
    "hanging": HEADS["hanging"],
    "groups": HEADS["groups"],
    "merged": HEADS["merged"],
    "people": Text("Dân số (người)", "People"),
    "moved": HEADS["disturbed"],
    "proven": HEADS["proven"],
    "any_size": HEADS["any_size"],
    "check": HEADS["check"],
    "verified": HEADS["verified"],
    "exit_code": Text("Mã kết thúc", "Exit code"),
    "fault": HEADS["fault"],
}
BOUND, FINAL = Text("cận", "bound"), Text("của phương án", "of the plan")
GROUPS, MOVED = POINT_HEADS["groups"], POINT_HEADS["moved"]
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
POINTS_TOTAL = Text(
    "{plans} trên {points} điểm có phương án, {proven} đã chứng minh tối ưu và kiểm lại; "
    "{least}–{most} đơn vị sau sắp xếp; {always} ranh giới mất ở mọi phương án của nơi đó, "
    "{some} chỉ ở một số.",
    "{plans} of {points} points have a plan, {proven} proven optimal and verified; "
    "{least}–{most} units by the plans; {always} borders disappear in every plan of their place, "
    "{some} only in some.",
)
