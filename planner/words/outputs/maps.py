"""The words of the page itself, in two languages: buttons, headings, legends."""

from __future__ import annotations

from planner.words.law import NOT_CERTAIN, UNTOUCHED
from planner.words.text import Text

UNITS_WORD = Text("đơn vị", "units")
WORDS: dict[str, Text] = {
    "accepted_by": Text("Miễn xét theo", "Accepted under"),
    "area": Text("Diện tích", "Area"),
    "assumed_share": NOT_CERTAIN,
    "article": Text("Căn cứ", "Article"),
    "at_100": Text("Từ 100 % trở lên", "100 % or more"),
    "at_70": Text("Từ 70 % đến dưới 100 %", "70 % to below 100 %"),
    "at_50": Text("Từ 50 % đến dưới 70 %", "50 % to below 70 %"),
    "at_0": Text("Dưới 50 %", "Below 50 %"),
    "at_none": Text("Không có tiêu chuẩn áp dụng", "No rule applies"),
    "base": Text("nguồn", "base"),
    "bound": Text("Cận", "Bound"),
    "bridges": Text("Kết nối qua cầu, phà", "Links by bridge or ferry"),
    "change": Text("Thay đổi", "Change"),
    "changed": Text("Đơn vị thay đổi", "Units that change"),
    "changes": Text("Đơn vị mới của phương án", "New units of the plan"),
    "no_change": Text("Phương án giữ nguyên mọi đơn vị.", "The plan leaves every unit as it is."),
    "more": Text("Các đơn vị mới khác", "Further new units"),
    "met_short": Text("đạt", "met"),
    "open_short": Text("đạt dân số, diện tích", "area and people met"),
    "waived_short": Text("được miễn xét", "waived"),
    "missed_short": Text("chưa đạt", "not met"),
    "no_rule_short": Text("không có tiêu chuẩn", "no rule"),
    "close": Text("Đóng", "Close"),
    "code": Text("Mã", "Code"),
    "colour_district": Text(
        "Mỗi vùng màu là một huyện",
        "Each patch of colour is a district",
    ),
    "colour_new": Text(
        "Màu chỉ để phân biệt các đơn vị",
        "Colours only tell units apart",
    ),
    "confidence": Text("Độ tin cậy", "Confidence"),
    "credits": Text(
        "Trang này mở được không cần mạng. Vẽ bằng Folium và Leaflet.",
        "This page opens without a network. Drawn with Folium and Leaflet.",
    ),
    "details": Text("Thông tin đơn vị", "Unit"),
    "district": Text("Huyện", "District"),
    "full_screen": Text("Toàn màn hình", "Full screen"),
    "hide_panel": Text("Ẩn bảng thông tin", "Hide the panel"),
    "hint": Text(
        "Rê chuột lên bản đồ để xem nhanh, bấm để xem đầy đủ. Bàn phím: Tab tới bản đồ, "
        "phím mũi tên để sang đơn vị bên cạnh, Enter để chọn, Esc để đóng.",
        "Point at the map for a short view, click for all. Keyboard: Tab to the map, "
        "arrows go to the next unit, Enter selects, Esc closes.",
    ),
    "hints": Text("Cách dùng", "How to use"),
    "indicator": Text("Chỉ tiêu", "Indicator"),
    "indicators": Text("Chỉ tiêu trước và sau", "Indicators before and after"),
    "after": Text("Sau", "After"),
    "before": Text("Trước", "Before"),
    "labels": Text("Tên đơn vị", "Names"),
    "language": Text("Ngôn ngữ", "Language"),
    "law": Text("Căn cứ pháp lý", "Legal basis"),
    "law_role": Text("Diện sắp xếp", "What the law asks"),
    "layers": Text("Lớp bản đồ", "Layers"),
    "legend": Text("Chú giải", "Legend"),
    "legend_after": Text("tỷ lệ đạt sau sắp xếp", "percent attained after"),
    "legend_before": Text("tỷ lệ đạt hiện nay", "percent attained before"),
    "legend_present": Text("hiện trạng", "today"),
    "legend_proposal": Text("phương án", "proposal"),
    "legend_roles": Text("diện sắp xếp", "what the law asks"),
    "locked": Text("Đơn vị khóa", "Locked units"),
    "map": Text("Bản đồ đơn vị hành chính", "Map of administrative units"),
    "shapes": Text("Hình dạng cần xem lại", "Shapes to look at"),
    "members": Text("Hợp thành từ", "Made of"),
    "missed_after": Text("chưa đạt", "not met"),
    "met_after": Text("đạt đủ tiêu chuẩn", "met in full"),
    "open_after": Text(
        "đạt diện tích, dân số; tiêu chí khác chưa có số liệu",
        "area and people met; no figures of other criteria",
    ),
    "waived_after": Text("được miễn xét", "accepted by waiver"),
    "no_rule_after": Text("không có tiêu chuẩn", "without a rule"),
    "mountain": Text("Miền núi, vùng cao", "Mountainous"),
    "likely": Text(
        "có lẽ có: tính từ độ cao, chưa có quyết định", "likely: by its height, not decided"
    ),
    "new_lines": Text("Ranh giới đơn vị mới", "Borders of new units"),
    "new_unit": Text("Đơn vị mới", "New unit"),
    "not_found": Text("Không tìm thấy đơn vị nào", "No unit found"),
    "not_modelled": Text("Chưa được tính đến", "Not taken into account"),
    "not_repeatable": Text(
        "Lời giải dừng theo đồng hồ nên có thể không lặp lại được.",
        "The clock stopped the search, so the plan may not be repeatable.",
    ),
    "note": Text("Ghi chú", "Note"),
    "notes": Text("Ghi chú và cảnh báo", "Notes and warnings"),
    "number_replaced": Text("Số của văn bản đã được thay", "Number of the law replaced"),
    "old_lines": Text("Ranh giới hiện nay", "Borders of today"),
    "people": Text("Dân số", "People"),
    "percent": Text("Tỷ lệ đạt", "Attained"),
    "present_unit": Text("Đơn vị hiện nay", "Unit of today"),
    "reduced": Text("Giảm tiêu chuẩn", "Standard reduced"),
    "repairs": Text("Đã sửa dữ liệu", "Data repaired"),
    "reset": Text("Về toàn cảnh", "Whole area"),
    "search": Text("Tìm đơn vị (không cần gõ dấu)", "Find a unit (marks not needed)"),
    "show_panel": Text("Hiện bảng thông tin", "Show the panel"),
    "sources": Text("Nguồn số liệu", "Sources"),
    "stage": Text("Mục tiêu", "Objective"),
    "stages": Text("Các bước tối ưu", "Stages of the optimum"),
    "standard": Text("Ngưỡng", "Threshold"),
    "state": Text("Kết quả", "Result"),
    "theme": Text("Nội dung", "View"),
    "theme_after": Text("Tỷ lệ đạt tiêu chuẩn sau sắp xếp", "Percent attained after"),
    "theme_before": Text("Tỷ lệ đạt tiêu chuẩn hiện nay", "Percent attained before"),
    "theme_present": Text("Hiện trạng", "Today"),
    "theme_proposal": Text("Phương án", "Proposal"),
    "theme_roles": Text("Diện sắp xếp", "What the law asks"),
    "to": Text("Thuộc đơn vị mới", "Goes to"),
    "untouched": Text(
        "Dưới tiêu chuẩn, không thuộc diện sắp xếp nên giữ nguyên",
        "Below a standard, not asked to change and left as it is",
    ),
    "untouched_after": Text(UNTOUCHED.vi.lower(), UNTOUCHED.en.lower()),
    "units_found": Text("đơn vị tìm thấy", "units found"),
    "value": Text("Giá trị", "Value"),
    "waived": Text("Chỉ đạt nhờ miễn xét", "Rests on a waiver"),
    "with": Text("Hiện thêm", "Also show"),
    "worst": Text("theo tiêu chuẩn đạt thấp nhất", "by the standard least attained"),
    "zoom_in": Text("Phóng to", "Zoom in"),
    "zoom_out": Text("Thu nhỏ", "Zoom out"),
}


FAR_ISLANDS = Text("Đảo xa bờ", "Islands far out")


def generalised(tolerance_m: float) -> Text:
    """Warn that the outlines of the page are not fit for measuring."""
    size = f"{tolerance_m:.0f} m"
    return Text(
        f"Ranh giới trên trang này đã được giản lược để xem (dung sai {size}); "
        "không dùng để đo đạc. Diện tích trong bảng là của số liệu, không đo từ hình vẽ.",
        f"Outlines on this page are generalised for viewing (tolerance {size}) and not fit for "
        "measuring. Areas in the tables come from the data, not from the drawing.",
    )


# The page of prices: words, and the classes of borders from the cheapest to the dearest.
PRICES: dict[str, Text] = {
    "legend": Text("Cái giá của mỗi ranh giới", "Price of each border"),
    "cheapest": Text("Hai mươi ranh giới rẻ nhất", "The twenty cheapest borders"),
}
PRICE_CLASSES: tuple[Text, ...] = (
    Text("một phần năm rẻ nhất", "the cheapest fifth"),
    Text("phần năm thứ hai", "the second fifth"),
    Text("phần năm thứ ba", "the third fifth"),
    Text("phần năm thứ tư", "the fourth fifth"),
    Text("một phần năm đắt nhất", "the dearest fifth"),
    Text("không phương án nào làm được", "no plan does so"),
)
REPAIRS: dict[str, Text] = {
    "legend": Text("Ranh giới đã sửa", "Borders that were mended"),
    "cheapest": Text("Đơn vị thay đổi nhiều nhất", "Units that changed most"),
}
REPAIR_CLASSES: tuple[Text, ...] = (
    Text("thay đổi nhiều, hoặc còn hở", "changed much, or still with gaps"),
    Text("đã sửa, thay đổi ít", "mended, changed little"),
)
REPAIR_TITLE = Text("{file}: ranh giới đã sửa", "{file}: borders that were mended")
REPAIR_HEADINGS: tuple[Text, ...] = (
    Text("Mã", "Code"),
    Text("Tên", "Name"),
    Text("Diện tích trước, m²", "Area before, m²"),
    Text("Diện tích sau, m²", "Area after, m²"),
    Text("Thay đổi, m²", "Change, m²"),
    Text("Thay đổi, %", "Change, %"),
    Text("Chiều dài ranh giới hở hoặc chồng, m", "Border with gaps or overlaps, m"),
    Text("Trong đó chưa khép, m", "Of which left, m"),
)
