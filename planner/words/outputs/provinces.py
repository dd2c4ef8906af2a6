"""The words of all provinces planned, in two languages."""

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
    "sắp xếp. Miền núi chưa có quyết định thì tạm theo mật độ dân số.",
    "The criteria of the round of 2026 are not issued: whatever is below a standard is taken to "
    "have to change. Where no decision says what is mountainous, density stands in.",
)
