"""The words of the comparison page, in two languages."""

from __future__ import annotations

from planner.words.law import NOT_CERTAIN
from planner.words.text import Text

ALL_PLANS = Text("Mọi phương án", "All plans")
CAUSE = Text("Ý kiến góp ý nêu đơn vị này", "Comments on this unit")
WORDS: dict[str, Text] = {
    "all_plans": ALL_PLANS,
    "arrows": Text(
        "Mũi tên chỉ cho biết con số lớn hơn (↑) hay nhỏ hơn (↓) so với phương án ở cột đầu.",
        "Arrows only say whether a figure is larger (↑) or smaller (↓) than in the first column.",
    ),
    "assumed_share": NOT_CERTAIN,
    "cause": CAUSE,
    "close": Text("Đóng", "Close"),
    "code": Text("Mã", "Code"),
    "colours": Text(
        "Màu chỉ để phân biệt; một mã đơn vị mới có một màu ở mọi phương án.",
        "Colours only tell units apart; a new code has one colour in all plans.",
    ),
    "credits": Text(
        "Trang này mở được không cần mạng. Vẽ bằng Folium và Leaflet.",
        "This page opens without a network. Drawn with Folium and Leaflet.",
    ),
    "differences": Text("Khác nhau", "Differences"),
    "divided": Text("Đơn vị bị chia", "Divided unit"),
    "divided_to": Text("chia cho", "divided among"),
    "district": Text("Huyện", "District"),
    "both_lines": Text("Ranh giới có ở cả hai phương án", "Border in both plans"),
    "how": Text("Cách tính", "Reckoned as"),
    "hints": Text("Cách dùng", "How to use"),
    "hint": Text(
        "Bấm một đơn vị để xem nó thuộc đâu ở từng phương án. Lăn chuột để phóng sau khi bấm vào "
        "bản đồ. Bàn phím: Tab tới bản đồ, phím mũi tên để sang đơn vị bên cạnh, Enter để chọn, "
        "Esc để bỏ chọn; + và − để phóng.",
        "Click a unit to see where it goes in each plan. The wheel zooms after a click on the "
        "map. Keyboard: Tab to a map, arrows go to the next unit, Enter selects, Esc unselects; "
        "+ and − zoom.",
    ),
    "indicator": Text("Chỉ tiêu", "Indicator"),
    "indicators": Text("Chỉ tiêu của từng phương án", "Indicators of each plan"),
    "language": Text("Ngôn ngữ", "Language"),
    "labels": Text("Tên đơn vị", "Names"),
    "left": Text("Bên trái (A)", "Left (A)"),
    "left_only": Text("Ranh giới chỉ có ở A", "Border in A only"),
    "left_out": Text("Những điều so sánh này không thể hiện", "What this comparison leaves out"),
    "legend": Text("Chú giải", "Legend"),
    "map": Text("Bản đồ", "Map"),
    "maps": Text("Hai bản đồ", "Two maps"),
    "marked": Text("Khác thành viên A–B", "Partners differ A–B"),
    "members": Text("đơn vị hợp thành", "member units"),
    "new_lines": Text("Ranh giới đơn vị mới", "Borders of new units"),
    "notes": Text("Giả định và ghi chú của từng phương án", "Assumptions and notes of each plan"),
    "old_lines": Text("Ranh giới hiện nay", "Borders of today"),
    "only_different": Text(
        "Chỉ đơn vị khác nhau giữa A và B",
        "Only units that differ between A and B",
    ),
    "pair": Text("Hai phương án", "Two plans"),
    "pairs": Text("Từng cặp phương án", "Plans two by two"),
    "partners": Text("Thành viên A–B", "Partners A–B"),
    "partners_differ": Text("Khác thành viên giữa A và B", "Partners differ between A and B"),
    "partners_same": Text("Cùng thành viên ở A và B", "Same partners in A and B"),
    "differ": Text("khác", "differ"),
    "same": Text("giống", "same"),
    "people": Text("Dân số", "People"),
    "reset": Text("Về toàn cảnh", "Whole area"),
    "right": Text("Bên phải (B)", "Right (B)"),
    "right_only": Text("Ranh giới chỉ có ở B", "Border in B only"),
    "rows": Text("đơn vị", "units"),
    "unit": Text("Đơn vị", "Unit"),
    "units": Text("Từng đơn vị", "Unit by unit"),
    "view": Text("Xem", "View"),
    "with": Text("Hiện thêm", "Also show"),
    "zoom_in": Text("Phóng to", "Zoom in"),
    "zoom_out": Text("Thu nhỏ", "Zoom out"),
}
TITLE = Text("So sánh các phương án", "Comparison of plans")
# What figures cannot hold; which plan is to be chosen does not follow from them.
LEFT_OUT: tuple[Text, ...] = (
    Text(
        "Lịch sử, truyền thống, phong tục, tôn giáo và nguyện vọng của cộng đồng.",
        "History, tradition, custom, religion and the wishes of communities.",
    ),
    Text(
        "Quốc phòng, an ninh, quy hoạch và định hướng phát triển.",
        "Defence, security, planning and the direction of development.",
    ),
    Text(
        "Đường sá, cầu phà, thời gian đi lại: đường đến trụ sở đo theo đường chim bay; trụ sở được "
        "coi là ở đơn vị cho mã của đơn vị mới, nếu không có thì ở đơn vị đông dân nhất.",
        "Roads, bridges, ferries and time of travel: the way to the seat is a straight line; the "
        "seat is taken to be in the unit whose code the new unit has, else in the most populous.",
    ),
    Text(
        "Kết quả lấy ý kiến Nhân dân, cơ sở vật chất, cán bộ và chi phí.",
        "Consultation of the people, buildings, staff and cost.",
    ),
    Text(
        "Độ gọn và ranh giới đo trên đường ranh của số liệu, đã được khái quát hóa: bờ biển, sông "
        "càng vẽ chi tiết thì Polsby–Popper càng thấp. Các phần và đảo của một đơn vị được tính "
        "chung; lỗ trong đơn vị tính vào chu vi.",
        "Compactness and borders are measured on the outlines of the data, which are generalised: "
        "the finer a coast or river is drawn, the lower is Polsby–Popper. Parts and islands of a "
        "unit count together; holes count in its perimeter.",
    ),
    Text(
        "Con số không nói lên nên chọn phương án nào: phương án đã được quyết định cân nhắc cả "
        "những lý do không có trong bảng này.",
        "The figures do not say which plan to choose: a decided plan also weighs reasons that are "
        "not in this table.",
    ),
)
# What is compared: indicators of one plan, then how far two plans agree.
FIGURES: dict[str, Text] = {
    "units": Text("Số đơn vị mới", "New units"),
    "resting_on_waiver": Text("Đơn vị chỉ đạt nhờ miễn xét", "Units resting on a waiver"),
    "not_accepted": Text("Đơn vị chưa đạt và không được miễn", "Units not accepted"),
    "no_rule": Text("Đơn vị không có tiêu chuẩn áp dụng", "Units without a rule"),
    "polsby_popper_mean": Text(
        "Độ gọn Polsby–Popper, trung bình", "Polsby–Popper compactness, mean"
    ),
    "polsby_popper_least": Text(
        "Độ gọn Polsby–Popper, thấp nhất", "Polsby–Popper compactness, lowest"
    ),
    "reock_mean": Text("Độ gọn Reock, trung bình", "Reock compactness, mean"),
    "reock_least": Text("Độ gọn Reock, thấp nhất", "Reock compactness, lowest"),
    "variation_people": Text("Hệ số biến thiên dân số", "Variation of people"),
    "largest_to_smallest": Text("Dân số lớn nhất so với nhỏ nhất", "Most people to fewest"),
    "access": Text("Đường đến trụ sở, cộng mọi người dân", "Way to the seat, all people"),
    "access_mean": Text(
        "Đường đến trụ sở, bình quân mọi người dân", "Way to the seat, mean of all people"
    ),
    "access_moved": Text(
        "Đường đến trụ sở, bình quân người phải đổi trụ sở",
        "Way to the seat, mean of people whose seat is another one",
    ),
    "assumed_share": Text(
        "Đơn vị có số liệu theo tỷ lệ chia giả định", "Units resting on an assumed share"
    ),
    "both": Text("Cặp cùng nhập ở cả hai", "Pairs merged in both"),
    "first_only": Text("Chỉ ở phương án thứ nhất", "In the first only"),
    "second_only": Text("Chỉ ở phương án thứ hai", "In the second only"),
    "rand": Text("Chỉ số Rand", "Rand index"),
    "adjusted_rand": Text("Chỉ số Rand hiệu chỉnh", "Adjusted Rand index"),
    "variation": Text("Biến thiên thông tin", "Variation of information"),
    "identical": Text("Đơn vị mới gồm cùng thành viên", "New units of the same members"),
}
FORMULAS: dict[str, Text] = {
    "units": Text("đếm", "counted"),
    "below_standard": Text("theo bộ quy tắc", "by the rule set"),
    "resting_on_waiver": Text("theo bộ quy tắc", "by the rule set"),
    "not_accepted": Text(
        "không đạt mà không được miễn hay giữ nguyên; chưa kể đơn vị không có tiêu chuẩn",
        "missed and neither waived nor left as it is; units without a rule are counted apart",
    ),
    "no_rule": Text("chưa có quy định để đánh giá", "no rule judges them"),
    "shortfall": Text("Σ (100 % − tỷ lệ đạt) khi dưới 100 %", "Σ (100 % − attained) below 100 %"),
    "disturbed": Text(
        "người ngoài đơn vị đông dân nhất của mỗi đơn vị mới",
        "people outside the most populous member of each new unit",
    ),
    "inertia": Text(
        "Σ p·d², d đến tâm dân cư của đơn vị mới",
        "Σ p·d², d to the centre of people of the new unit",
    ),
    "districts_crossed": Text(
        "Σ (số huyện trong đơn vị mới − 1)", "Σ (districts in a new unit − 1)"
    ),
    "polsby_popper_mean": Text("4πA ∕ P²; hình tròn là 1", "4πA ∕ P²; a circle has 1"),
    "polsby_popper_least": Text("4πA ∕ P²; hình tròn là 1", "4πA ∕ P²; a circle has 1"),
    "reock_mean": Text("A ∕ hình tròn nhỏ nhất chứa đơn vị", "A ∕ smallest circle around the unit"),
    "reock_least": Text(
        "A ∕ hình tròn nhỏ nhất chứa đơn vị", "A ∕ smallest circle around the unit"
    ),
    "variation_people": Text("độ lệch chuẩn ∕ trung bình", "standard deviation ∕ mean"),
    "largest_to_smallest": Text("lớn nhất ∕ nhỏ nhất", "largest ∕ smallest"),
    "access": Text(
        "Σ người · đường chim bay đến điểm của đơn vị đặt trụ sở; dân của mỗi đơn vị hiện nay coi "
        "như ở đều trên hình tròn cùng diện tích, kể cả đơn vị giữ nguyên",
        "Σ people · straight line to the point of the unit that gives the seat; the people of "
        "each unit of today, of those that stay as well, are spread evenly over a circle of its "
        "area",
    ),
    "access_mean": Text(
        "người·km ∕ dân số; kể cả dân của đơn vị giữ nguyên, đo cùng một cách",
        "person-km ∕ people; of units that stay as well, measured alike",
    ),
    "access_moved": Text(
        "như trên, chỉ với dân của các đơn vị mà trụ sở mới nằm ở đơn vị khác",
        "likewise, of the people of units whose new seat is in another unit",
    ),
    "assumed_share": Text(
        "nhận phần của đơn vị bị chia mà văn bản không nêu tỷ lệ",
        "take part of a divided unit, by a share that no text states",
    ),
    "both": Text("cặp đơn vị chung một đơn vị mới", "pairs of units in one new unit"),
    "first_only": Text("như trên", "as before"),
    "second_only": Text("như trên", "as before"),
    "rand": Text("phần các cặp mà hai phương án xử lý như nhau", "share of pairs treated alike"),
    "adjusted_rand": Text(
        "0 khi trùng như ngẫu nhiên, 1 khi giống hệt", "0 as by chance, 1 when identical"
    ),
    "variation": Text(
        "H(A) + H(B) − 2·I(A,B); 0 khi giống hệt", "H(A) + H(B) − 2·I(A,B); 0 when identical"
    ),
    "identical": Text("kể cả đơn vị giữ nguyên ở cả hai", "units that stay in both are counted"),
}

TIMES = Text("lần", "times")
PERSON_KM = Text("người·km", "person-km")
PAIRS = Text("cặp", "pairs")
NATS = Text("nat", "nats")
# Sheets of the workbook: name on the tab, heading.
SHEETS: dict[str, tuple[str, Text]] = {
    "indicators": ("Chỉ tiêu", Text("Chỉ tiêu của từng phương án", "Indicators")),
    "pairs": ("Từng cặp", Text("Từng cặp phương án", "Plans two by two")),
    "units": ("Từng đơn vị", Text("Khác nhau theo từng đơn vị", "Unit by unit")),
    "left_out": (
        "Không thể hiện",
        Text(
            "Những điều so sánh này không thể hiện; giả định của từng phương án",
            "What this comparison leaves out; assumptions of each plan",
        ),
    ),
    "formulas": ("Cách tính", Text("Cách tính các con số", "How figures are reckoned")),
}
BOOK_HEADS: dict[str, Text] = {
    "assumed_share": Text("Tỷ lệ giả định", "Assumed share"),
    "cause": CAUSE,
    "code": Text("Mã", "Code"),
    "divided": Text("Bị chia", "Divided"),
    "english": Text("Tiếng Anh", "In English"),
    "figure": Text("Con số", "Figure"),
    "first": Text("Phương án A", "Plan A"),
    "formula": Text("Cách tính", "Reckoned as"),
    "formula_english": Text("Cách tính bằng tiếng Anh", "In English"),
    "indicator": Text("Chỉ tiêu", "Indicator"),
    "name": Text("Tên đơn vị", "Name"),
    "people": Text("Dân số (người)", "People"),
    "plan": Text("Phương án", "Plan"),
    "same_partners": Text("Cùng thành viên", "Same partners"),
    "second": Text("Phương án B", "Plan B"),
    "unit": Text("Đơn vị tính", "Unit"),
}
# Head of the Vietnamese text beside which the English one stands.
CONTENT = "Nội dung"
# What plans are called on a printed sheet that names none.
PLANS = (Text("phương án A", "plan A"), Text("phương án B", "plan B"))
