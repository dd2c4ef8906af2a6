"""Words of the replay, in two languages."""

from __future__ import annotations

from planner.words.text import Text

TITLE: Text = Text("Nhìn lại các đợt sắp xếp", "Replay of the decided rounds")
INTRO: Text = Text(
    "Mỗi đợt đã quyết định được đặt cạnh quy định của thời điểm đó và cạnh phương án mà chương "
    "trình tìm ra theo cùng quy định, cùng số đơn vị. Con số không nói phương án nào tốt hơn: "
    "quyết định cân nhắc cả những điều không có trong số liệu.",
    "Each decided round beside the law of its time, and beside the plan that the program finds "
    "under the same law with the same number of units. Figures alone do not say that one plan is "
    "better: a decision also weighs what is in no table.",
)
PLANS: dict[str, Text] = {
    "decided": Text("Đã quyết định", "Decided"),
    "optimized": Text("Chương trình", "Optimizer"),
}
FIGURES: dict[str, Text] = {
    "round": Text("Mã đợt", "Round"),
    "title": Text("Đợt", "Title"),
    "decided_by": Text("Văn bản", "Decided by"),
    "ruleset": Text("Bộ quy định", "Rule set"),
    "plan": Text("Phương án", "Plan"),
    "units_before": Text("Số đơn vị trước", "Units before"),
    "units_after": Text("Số đơn vị sau", "Units after"),
    "stated_before": Text("Trước, theo văn bản", "Before, as stated"),
    "stated_after": Text("Sau, theo văn bản", "After, as stated"),
    "people": Text("Dân số (người)", "People"),
    "reduction_percent": Text("Giảm (%)", "Reduction (%)"),
    "target": Text("Mục tiêu giảm", "Target of reduction"),
    "mandatory": Text("Đơn vị phải sắp xếp", "Units that had to change"),
    "mandatory_changed": Text("– trong đó đã sắp xếp", "– of these changed"),
    "exempt": Text("Đơn vị không bắt buộc (đặc thù)", "Exempt units"),
    "exempt_changed": Text("– trong đó đã sắp xếp", "– of these changed"),
    "adjacent": Text("Đơn vị liền kề tham gia", "Adjacent units that join"),
    "voluntary": Text("Đơn vị tự nguyện", "Voluntary units"),
    "met": Text("Đơn vị mới đạt cả hai tiêu chuẩn", "New units that meet the standards"),
    "open": Text(
        "Đơn vị mới đạt diện tích, dân số; tiêu chí khác chưa có số liệu",
        "New units of enough people and area; no figures of other criteria",
    ),
    "area_met": Text(
        "Đơn vị mới đạt diện tích; dân số chưa biết", "New units of enough area; people not known"
    ),
    "waived": Text("Đơn vị mới chỉ nhờ miễn xét", "New units that rest on a waiver"),
    "missed": Text("Đơn vị sau sắp xếp dưới tiêu chuẩn", "Units below a standard after"),
    "untouched": Text("– luật cho giữ nguyên", "– that the law lets stay"),
    "not_accepted": Text("– chưa thấy điều khoản cho phép", "– that no clause in the data allows"),
    "disturbed": Text("Người phải đổi đơn vị", "People whose unit ceases"),
    "inertia": Text("Quán tính (người·km²)", "Inertia (person-km²)"),
    "land_inertia": Text("Quán tính diện tích (ha·km²)", "Inertia of land (ha·km²)"),
    "districts_crossed": Text("Lần vượt ranh giới huyện", "Crossings of districts"),
    "divided": Text("Đơn vị bị chia", "Divided units"),
    "published_new": Text(
        "Đơn vị hình thành sau sắp xếp, theo số liệu công bố 7/2025",
        "New units on the figures published in July 2025",
    ),
    "published_below": Text(
        "– chắc chắn dưới định hướng về tiêu chuẩn", "– certainly below the orientation"
    ),
    "published_waived": Text(
        "– trong số dưới định hướng: từ ba đơn vị trở lên, không xét",
        "– of those below: of three and more, not considered",
    ),
    "published_depends": Text("– còn tùy điều chưa biết", "– depend on what is not known"),
    "pairs_both": Text("Cặp cùng nhập ở cả hai", "Pairs merged in both"),
    "pairs_only_here": Text("Cặp chỉ ở phương án này", "Pairs merged in this one only"),
    "rand": Text("Chỉ số Rand", "Rand index"),
    "adjusted_rand": Text("Chỉ số Rand hiệu chỉnh", "Adjusted Rand index"),
    "variation": Text("Biến thiên thông tin (nat)", "Variation of information (nats)"),
    "identical": Text("Đơn vị mới cùng thành viên", "New units of the same members"),
    "assumed_share": Text(
        "Đơn vị có số liệu chưa chắc chắn",
        "Units whose figures are not certain",
    ),
}
HEADS: dict[str, Text] = {
    "case": Text("Trường hợp", "Case"),
    "code": Text("Mã", "Code"),
    "name": Text("Tên", "Name"),
    "members": Text("Thành viên", "Members"),
    "people": Text("Dân số", "People"),
    "area_km2": Text("Diện tích (km²)", "Area (km²)"),
    "people_percent": Text("Dân số, % tiêu chuẩn", "People, % of standard"),
    "area_percent": Text("Diện tích, % tiêu chuẩn", "Area, % of standard"),
    "status": Text("Kết quả", "Verdict"),
    "may_rest_on": Text("Có thể dựa vào", "May rest on"),
    "law_role": Text("Luật yêu cầu", "What the law asks"),
    "law_reason": Text("Căn cứ", "On what ground"),
    "decided": Text("Đã quyết định", "Decided"),
    "decided_with": Text("Nhập cùng (đã quyết định)", "Together with (decided)"),
    "optimized": Text("Chương trình", "Optimizer"),
    "optimized_with": Text("Nhập cùng (chương trình)", "Together with (optimizer)"),
    "same_partners": Text("Cùng thành viên", "Same partners"),
    "divided": Text("Bị chia", "Divided"),
    "base": Text("Nguồn dân số", "Base of people"),
    "approximate": Text("Ước tính", "Estimate"),
    "below": Text("Đơn vị dưới tiêu chuẩn", "Units below standard"),
    "disturbed_percent": Text("Người phải đổi đơn vị (%)", "People whose unit ceases (%)"),
    "fault": Text("Lỗi", "Fault"),
    "code_2024": Text("Mã trước", "Code before"),
    "name_2024": Text("Tên trước", "Name before"),
    "code_2025": Text("Mã đơn vị nhận", "Code of the heir"),
    "name_2025": Text("Tên đơn vị nhận", "Name of the heir"),
    "why": Text("Vì sao", "Why"),
    "taken": Text("Thay bằng", "Taken instead"),
    "kind": Text("Loại", "Kind"),
    "screen": Text("Kết luận", "Screened"),
    "on": Text("Còn tùy", "Depends on"),
    "least": Text("Tỷ lệ đạt thấp nhất (%)", "Lowest percent attained"),
    "most": Text("Tỷ lệ đạt cao nhất (%)", "Highest percent attained"),
    "waived": Text("Từ ba đơn vị, không xét", "Of three and more, not considered"),
}
CASES: dict[str, Text] = {
    "kept": Text("Phải sắp xếp, đã giữ nguyên", "Had to change, stayed"),
    "result": Text("Kết quả dưới tiêu chuẩn", "Result below standard"),
}
UNKNOWN = Text("chưa biết", "not known")
DEPENDS = Text("Còn tùy dân số (chưa biết)", "Depends on people (not known)")
PANELS: tuple[Text, Text, Text] = (
    Text("Trước sắp xếp", "Before"),
    Text("Đã quyết định", "Decided"),
    Text("Chương trình, cùng quy định, cùng số đơn vị", "Optimizer, same law, same number"),
)
COLOURS: tuple[tuple[str, Text, str], ...] = (
    (
        "mandatory",
        Text(
            "Phải sắp xếp (sau: mà vẫn giữ nguyên)",
            "Must be rearranged (after: yet stays)",
        ),
        "#e69f00",
    ),
    ("exempt", Text("Không bắt buộc (đặc thù)", "Exempt"), "#cc79a7"),
    ("depends", DEPENDS, "#fbe3c2"),
    (
        "free",
        Text("Không thuộc diện sắp xếp; giữ nguyên", "Not touched by the law; stays as it is"),
        "#f2f2f2",
    ),
    ("met", Text("Đơn vị mới đạt tiêu chuẩn", "New unit, standards met"), "#8ecae6"),
    ("area_met", FIGURES["area_met"], "#8ecae6"),
    ("waived", Text("Đơn vị mới được miễn xét", "New unit, waived"), "#f0e442"),
    ("missed", Text("Đơn vị mới dưới tiêu chuẩn", "New unit below standard"), "#d98a6a"),
    ("no_rule", Text("Không có tiêu chuẩn áp dụng", "No rule"), "#bdbdbd"),
)
HATCHED: Text = Text(
    "Đơn vị mới mà phương án kia không có",
    "New unit that the other plan does not have",
)
UNSEEN: Text = Text("Những điều bảng này không thấy", "What this does not see")
# Of the page.
WITHIN: dict[str | None, Text] = {
    "district": Text("trong phạm vi huyện", "within districts"),
    "province": Text("trong phạm vi tỉnh", "within the province"),
    None: Text("không theo ranh giới huyện", "across districts"),
}
ASKED = Text(
    "Chương trình: {within}, tối đa {most} thành viên; {stages}.",
    "Optimizer: {within}, at most {most} members; {stages}.",
)
AS_DECIDED = Text("Các đơn vị mới đã quyết định", "New units as decided")
DIFFERING = Text(
    "{differing} / {units} đơn vị có thành viên khác nhau ở hai phương án ({file}).",
    "{differing} of {units} units have other partners in the two plans.",
)
SEPARATES = Text("Hai phương án khác nhau ở đâu", "What separates the two")
MERGE_HEADS = (
    Text("đơn vị mới", "new unit"),
    Text("thành viên", "members"),
    Text("chương trình", "optimizer"),
)
SAME: dict[bool, Text] = {True: Text("như vậy", "the same"), False: Text("khác", "other")}
CASE_HEADS = (
    Text("% dân số", "people"),
    Text("% diện tích", "area"),
    "kết quả",
    Text("có thể dựa vào", "may rest on"),
)
MORE = Text("{count} dòng nữa", "{count} more")
PREPARED = Text("Đợt đang chuẩn bị: 112/2025", "The round being prepared: 112/2025")
BELOW = Text(
    "Đơn vị dưới tiêu chuẩn trên ít nhất một nguồn dân số: {count}.",
    "Units below a standard on at least one base: {count}.",
)
# Of the workbook.
INDICATOR = Text("Chỉ tiêu", "Indicator")
ROUNDS_TAB = "Các đợt"
TABS: dict[str, str] = {
    "units": "đơn vị",
    "standing_out": "lưu ý",
    "published": "công bố",
    "faults": "dòng sai",
}
UPCOMING: dict[str, Text] = {
    "upcoming": Text("Đợt đang chuẩn bị", "The round being prepared"),
    "upcoming_units": Text("69 đơn vị, 112-2025", "The units under 112/2025"),
}
# Of the sheet of maps.
STATE_COUNT = Text("{state}: {count} đơn vị", "{state}: {count} units")
RESTS_ON = Text("Quy định: {law}. Dân số: {base}.", "Law: {law}. People: {base}.")
AGREEMENT = Text(
    "Cặp cùng nhập ở cả hai: {both}; chỉ số Rand {rand}; biến thiên thông tin {variation} nat.",
    "Pairs merged in both: {both}; Rand index {rand}; variation of information {variation} nats.",
)
DIVIDED_COUNTED = Text(
    "Đơn vị bị chia tính trọn vào bên nhận nhiều dân nhất.",
    "A divided unit counts whole where most of its people go.",
)
NO_RANKING = Text(
    "Con số không nói phương án nào tốt hơn: quyết định cân nhắc cả lịch sử, văn hóa, quốc phòng, "
    "đường sá, ý kiến Nhân dân.",
    "Figures do not say which plan is better: a decision also weighs history, culture, defence, "
    "roads and the people's opinion.",
)
DRAWN = Text(
    "Ranh giới khái quát hóa, khoảng năm 2018.", "Outlines are generalised, of about 2018."
)
DRAWN_DIVIDED = Text(
    "Ranh giới khái quát hóa, khoảng năm 2018; đơn vị bị chia được vẽ theo bên nhận nhiều diện "
    "tích nhất.",
    "Outlines are generalised, of about 2018; a divided unit is drawn with the heir of most of its "
    "area.",
)
# Where people are not known.
ONLY_AREA = Text(
    "Chưa có dân số của đơn vị trước sắp xếp: chỉ xét diện tích; “phải sắp xếp” là chắc chắn vì "
    "diện tích, các đơn vị khác còn tùy dân số; quán tính tính như mỗi ha có một người. Thêm bảng "
    "dân số bằng --people.",
    "People of the units before are not known: only areas are asked about; “must be rearranged” is "
    "certain by area, all others depend on people; inertia is reckoned as if each hectare had one "
    "inhabitant. A table of people comes with --people.",
)
FAULTS: dict[str, Text] = {
    "apart": Text("Ranh giới trước và sau cách xa nhau", "Outlines before and after lie apart"),
    "no_outline": Text("Không tìm được ranh giới", "No outline found"),
    "no_source": Text("Huyện không có xã", "District without communes"),
}
FAULTS_HEAD = Text(
    "Dòng mà ranh giới không thể hiện được, hoặc không khớp với khoản của nghị quyết: {count}",
    "Rows of the lineage that outlines cannot show, or do not bear out: {count}",
)
PUBLISHED_HEAD = Text(
    "Đơn vị mới theo số liệu công bố tháng 7/2025, so với định hướng về tiêu chuẩn",
    "New units on the figures published in July 2025, against the orientation for results",
)
PUBLISHED_SAID = Text(
    "Trong {new} đơn vị hình thành sau sắp xếp: {below} chắc chắn dưới định hướng, {depends} còn "
    "tùy điều chưa biết, {not} không dưới; {waived} đơn vị dưới định hướng nhập từ ba đơn vị trở "
    "lên, không xét.",
    "Of {new} new units {below} are certainly below the orientation, {depends} depend on what is "
    "not known, {not} are not below; {waived} that are below came of three and more units, which "
    "are not considered.",
)
