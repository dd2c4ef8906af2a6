"""Words of the round of July 2025 of all provinces, in two languages."""

from __future__ import annotations

from planner.words.outputs.country import HEADS as SCREENED
from planner.words.outputs.country import SCREENS
from planner.words.text import Text

TITLE = Text(
    "Đợt sắp xếp tháng 7/2025: quyết định và phương án",
    "The round of July 2025: as decided, and a plan of the optimizer",
)
LEGEND = Text(
    "Đơn vị từ 1/7/2025",
    "Units from 1 July 2025",
)
SHOWN: dict[str, Text] = {
    "kept": Text("Giữ nguyên", "Stayed as it was"),
    "not": Text("Mới, không dưới định hướng", "New, not below the orientation"),
    "depends": Text("Mới, còn tùy điều chưa biết", "New, depends on what is not known"),
    "waived": Text(
        "Mới, dưới; từ 3 đơn vị, không xét", "New, below; of 3 and more, not considered"
    ),
    "below": Text("Mới, dưới; nhập từ 2 đơn vị", "New, below; of two units"),
    "no_rule": SCREENS["no_rule"],
    "unseen": Text("Chưa thể hiện được", "Cannot be shown"),
}
HEADS: dict[str, Text] = {
    "province": SCREENED["province"],
    "joined": Text("Tỉnh, thành phố trước 7/2025", "Provinces before July 2025"),
    "stated_before": Text("Số đơn vị trước, theo nghị quyết", "Units before, by the resolutions"),
    "stated_after": Text("Số đơn vị sau, theo nghị quyết", "Units after, by the resolutions"),
    "before": Text("Trước, có ranh giới", "Before, with outlines"),
    "after": Text("Sau, có ranh giới", "After, with outlines"),
    "kept": Text("Giữ nguyên", "Stayed as they were"),
    "divided": Text("Đơn vị bị chia", "Divided units"),
    "mandatory": Text(
        "Phải sắp xếp (chưa có dân số: chắc chắn vì diện tích)",
        "Had to change (people not known: certain by area)",
    ),
    "new": Text("Hình thành sau sắp xếp", "New units"),
    "below": Text("– dưới định hướng, từ 2 đơn vị", "– below the orientation, of two"),
    "waived": Text("– dưới định hướng, từ 3 đơn vị (không xét)", "– below, of three and more"),
    "depends": Text("– còn tùy điều chưa biết", "– depend on what is not known"),
    "faults": Text("Dòng không khớp ranh giới", "Rows that outlines do not show"),
    "people_known": Text("Có dân số trước sắp xếp", "People of before known"),
    "inertia_decided": Text("Quán tính, đã quyết định", "Inertia, decided"),
    "inertia_optimized": Text("Quán tính, chương trình", "Inertia, optimizer"),
    "less_percent": Text("Ít hơn (%)", "Less by (%)"),
    "below_decided": Text("Dưới tiêu chuẩn đã xét, đã quyết định", "Below what was asked, decided"),
    "below_optimized": Text(
        "Dưới tiêu chuẩn đã xét, chương trình", "Below what was asked, optimizer"
    ),
    "crossed_decided": Text("Lần vượt huyện, đã quyết định", "Districts crossed, decided"),
    "crossed_optimized": Text("Lần vượt huyện, chương trình", "Districts crossed, optimizer"),
    "identical": Text("Đơn vị mới cùng thành viên", "New units of the same members"),
    "rand": Text("Chỉ số Rand", "Rand index"),
    "proven": Text("Đã chứng minh tối ưu", "Proven optimal"),
    "fault_vi": Text("Vì sao chưa có phương án", "Why there is no plan (vi)"),
    "fault_en": Text("Vì sao chưa có phương án (en)", "Why there is no plan"),
}
DECIDED_PROVEN = Text(
    "Quán tính: người·km² nơi có dân số, nơi khác ha·km², mỗi ha như một người",
    "Inertia: person-km² where people are known, else ha·km², each hectare as one inhabitant",
)
PROVEN = Text(
    "{planned} tỉnh có phương án, {proven} đã chứng minh; quán tính ít hơn {low}–{high} % ở một "
    "nửa số tỉnh.",
    "{planned} provinces have a plan, {proven} proven; inertia is less by {low}–{high} % in half "
    "of them.",
)
TOTAL = Text(
    "{stated_before} → {stated_after} đơn vị ở {provinces} tỉnh, thành phố; {kept} giữ nguyên, "
    "{divided} bị chia. Trong {new} đơn vị mới: {below} dưới định hướng nhập từ 2 đơn vị, {waived} "
    "nhập từ 3 (không xét), {depends} còn tùy. {faults} dòng không khớp ranh giới.",
    "{stated_before} → {stated_after} units in {provinces} provinces; {kept} stayed, {divided} "
    "were divided. Of {new} new units {below} are below the orientation and of two, {waived} of "
    "three and more (not considered), {depends} depend. {faults} rows that outlines do not show.",
)
NOTES = Text(
    "Màu: số công bố 7/2025 so với định hướng về tiêu chuẩn của 76/2025. Chưa có dân số trước sắp "
    "xếp (trừ Hà Tĩnh): phương án của chương trình xét diện tích, cùng số đơn vị; quyết định còn "
    "cân nhắc điều không có trong số liệu.",
    "Colours: figures published in July 2025 against the orientation of 76/2025. People of before "
    "are not known (but in Ha Tinh): the optimizer looks at areas, with the same number of units; "
    "a decision also weighs what is in no table.",
)
LABELS = Text(
    "Số trong tỉnh: đơn vị trước → sau; quán tính của chương trình so với quyết định (*: chưa "
    "chứng minh).",
    "In each province: units before → after; the optimizer's inertia against that decided (*: not "
    "proven).",
)
