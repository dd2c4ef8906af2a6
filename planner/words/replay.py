"""Words of the replay, in two languages."""

from __future__ import annotations

from planner.words import Pair

TITLE: Pair = ("Nhìn lại các đợt sắp xếp", "Replay of the decided rounds")
INTRO: Pair = (
    "Mỗi đợt đã quyết định được đặt cạnh quy định của thời điểm đó và cạnh phương án mà chương "
    "trình tìm ra theo cùng quy định, cùng số đơn vị. Con số không nói phương án nào tốt hơn: "
    "quyết định cân nhắc cả những điều không có trong số liệu.",
    "Each decided round beside the law of its time, and beside the plan that the program finds "
    "under the same law with the same number of units. Figures alone do not say that one plan is "
    "better: a decision also weighs what is in no table.",
)
PLANS: dict[str, Pair] = {
    "decided": ("Đã quyết định", "Decided"),
    "optimized": ("Chương trình", "Optimizer"),
}
FIGURES: dict[str, Pair] = {
    "round": ("Mã đợt", "Round"),
    "title": ("Đợt", "Title"),
    "decided_by": ("Văn bản", "Decided by"),
    "ruleset": ("Bộ quy định", "Rule set"),
    "plan": ("Phương án", "Plan"),
    "units_before": ("Số đơn vị trước", "Units before"),
    "units_after": ("Số đơn vị sau", "Units after"),
    "stated_before": ("Trước, theo văn bản", "Before, as stated"),
    "stated_after": ("Sau, theo văn bản", "After, as stated"),
    "people": ("Dân số (người)", "People"),
    "reduction_percent": ("Giảm (%)", "Reduction (%)"),
    "target": ("Mục tiêu giảm", "Target of reduction"),
    "mandatory": ("Đơn vị phải sắp xếp", "Units that had to change"),
    "mandatory_changed": ("– trong đó đã sắp xếp", "– of these changed"),
    "exempt": ("Đơn vị không bắt buộc (đặc thù)", "Exempt units"),
    "exempt_changed": ("– trong đó đã sắp xếp", "– of these changed"),
    "adjacent": ("Đơn vị liền kề tham gia", "Adjacent units that join"),
    "voluntary": ("Đơn vị tự nguyện", "Voluntary units"),
    "met": ("Đơn vị mới đạt cả hai tiêu chuẩn", "New units that meet the standards"),
    "waived": ("Đơn vị mới chỉ nhờ miễn xét", "New units that rest on a waiver"),
    "missed": ("Đơn vị sau sắp xếp dưới tiêu chuẩn", "Units below a standard after"),
    "untouched": ("– luật cho giữ nguyên", "– that the law lets stay"),
    "not_accepted": ("– chưa thấy điều khoản cho phép", "– that no clause in the data allows"),
    "disturbed": ("Người phải đổi đơn vị", "People whose unit ceases"),
    "inertia": ("Quán tính (người·km²)", "Inertia (person-km²)"),
    "districts_crossed": ("Lần vượt ranh giới huyện", "Crossings of districts"),
    "pairs_both": ("Cặp cùng nhập ở cả hai", "Pairs merged in both"),
    "pairs_only_here": ("Cặp chỉ ở phương án này", "Pairs merged in this one only"),
    "rand": ("Chỉ số Rand", "Rand index"),
    "adjusted_rand": ("Chỉ số Rand hiệu chỉnh", "Adjusted Rand index"),
    "variation": ("Biến thiên thông tin (nat)", "Variation of information (nats)"),
    "identical": ("Đơn vị mới cùng thành viên", "New units of the same members"),
    "assumed_share": (
        "Đơn vị có số liệu theo tỷ lệ giả định",
        "Units whose figures rest on an assumed share",
    ),
}
COLUMNS: dict[str, Pair] = {
    "case": ("Trường hợp", "Case"),
    "code": ("Mã", "Code"),
    "name": ("Tên", "Name"),
    "members": ("Thành viên", "Members"),
    "people": ("Dân số", "People"),
    "area_km2": ("Diện tích (km²)", "Area (km²)"),
    "people_percent": ("Dân số, % tiêu chuẩn", "People, % of standard"),
    "area_percent": ("Diện tích, % tiêu chuẩn", "Area, % of standard"),
    "status": ("Kết quả", "Verdict"),
    "may_rest_on": ("Có thể dựa vào", "May rest on"),
    "law_role": ("Luật yêu cầu", "What the law asks"),
    "law_reason": ("Căn cứ", "On what ground"),
    "decided": ("Đã quyết định", "Decided"),
    "decided_with": ("Nhập cùng (đã quyết định)", "Together with (decided)"),
    "optimized": ("Chương trình", "Optimizer"),
    "optimized_with": ("Nhập cùng (chương trình)", "Together with (optimizer)"),
    "same_partners": ("Cùng thành viên", "Same partners"),
    "divided": ("Bị chia", "Divided"),
    "base": ("Nguồn dân số", "Base of people"),
    "approximate": ("Ước tính", "Estimate"),
    "below": ("Đơn vị dưới tiêu chuẩn", "Units below standard"),
    "disturbed_percent": ("Người phải đổi đơn vị (%)", "People whose unit ceases (%)"),
}
CASES: dict[str, Pair] = {
    "kept": ("Phải sắp xếp, đã giữ nguyên", "Had to change, stayed"),
    "result": ("Kết quả dưới tiêu chuẩn", "Result below standard"),
}
STATES: tuple[Pair, Pair, Pair] = (
    ("Trước sắp xếp", "Before"),
    ("Đã quyết định", "Decided"),
    ("Chương trình, cùng quy định, cùng số đơn vị", "Optimizer, same law, same number"),
)
COLOURS: tuple[tuple[str, Pair, str], ...] = (
    (
        "mandatory",
        (
            "Phải sắp xếp (sau: mà vẫn giữ nguyên)",
            "Must be rearranged (after: yet stays)",
        ),
        "#e69f00",
    ),
    ("exempt", ("Không bắt buộc (đặc thù)", "Exempt"), "#cc79a7"),
    (
        "free",
        ("Không thuộc diện sắp xếp; giữ nguyên", "Not touched by the law; stays as it is"),
        "#f2f2f2",
    ),
    ("met", ("Đơn vị mới đạt tiêu chuẩn", "New unit, standards met"), "#8ecae6"),
    ("waived", ("Đơn vị mới được miễn xét", "New unit, waived"), "#f0e442"),
    ("missed", ("Đơn vị mới dưới tiêu chuẩn", "New unit below standard"), "#d98a6a"),
    ("no_rule", ("Không có tiêu chuẩn áp dụng", "No rule"), "#bdbdbd"),
)
HATCH: Pair = (
    "Đơn vị mới mà phương án kia không có",
    "New unit that the other plan does not have",
)
UNSEEN: Pair = ("Những điều bảng này không thấy", "What this does not see")
