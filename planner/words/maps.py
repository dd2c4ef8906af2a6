"""The words of the page itself, in two languages: buttons, headings, legends."""

from __future__ import annotations

from planner.words import ASSUMED_SHARE, UNTOUCHED, Pair

WORDS: dict[str, Pair] = {
    "accepted_by": ("Miễn xét theo", "Accepted under"),
    "area": ("Diện tích", "Area"),
    "assumed_share": ASSUMED_SHARE,
    "article": ("Căn cứ", "Article"),
    "at_100": ("Từ 100 % trở lên", "100 % or more"),
    "at_70": ("Từ 70 % đến dưới 100 %", "70 % to below 100 %"),
    "at_50": ("Từ 50 % đến dưới 70 %", "50 % to below 70 %"),
    "at_0": ("Dưới 50 %", "Below 50 %"),
    "at_none": ("Không có tiêu chuẩn áp dụng", "No rule applies"),
    "base": ("nguồn", "base"),
    "bound": ("Cận đã chứng minh", "Proven bound"),
    "bridges": ("Kết nối qua cầu, phà", "Links by bridge or ferry"),
    "change": ("Thay đổi", "Change"),
    "changed": ("Đơn vị thay đổi", "Units that change"),
    "close": ("Đóng", "Close"),
    "code": ("Mã", "Code"),
    "colour_district": (
        "Mỗi vùng màu là một huyện",
        "Each patch of colour is a district",
    ),
    "colour_new": (
        "Màu chỉ để phân biệt các đơn vị",
        "Colours only tell units apart",
    ),
    "confidence": ("Độ tin cậy", "Confidence"),
    "credits": (
        "Trang này mở được không cần mạng. Vẽ bằng Folium và Leaflet.",
        "This page opens without a network. Drawn with Folium and Leaflet.",
    ),
    "details": ("Thông tin đơn vị", "Unit"),
    "district": ("Huyện", "District"),
    "full_screen": ("Toàn màn hình", "Full screen"),
    "gap": ("Chưa chứng minh tối ưu, còn cách", "Not proven optimal, gap"),
    "hide_panel": ("Ẩn bảng thông tin", "Hide the panel"),
    "hint": (
        "Rê chuột lên bản đồ để xem nhanh, bấm để xem đầy đủ. Bàn phím: Tab tới bản đồ, "
        "phím mũi tên để sang đơn vị bên cạnh, Enter để chọn, Esc để đóng.",
        "Point at the map for a short view, click for all. Keyboard: Tab to the map, "
        "arrows go to the next unit, Enter selects, Esc closes.",
    ),
    "hints": ("Cách dùng", "How to use"),
    "indicator": ("Chỉ tiêu", "Indicator"),
    "indicators": ("Chỉ tiêu trước và sau", "Indicators before and after"),
    "after": ("Sau", "After"),
    "before": ("Trước", "Before"),
    "labels": ("Tên đơn vị", "Names"),
    "language": ("Ngôn ngữ", "Language"),
    "law": ("Căn cứ pháp lý", "Legal basis"),
    "law_role": ("Diện sắp xếp", "What the law asks"),
    "layers": ("Lớp bản đồ", "Layers"),
    "legend": ("Chú giải", "Legend"),
    "legend_after": ("tỷ lệ đạt sau sắp xếp", "percent attained after"),
    "legend_before": ("tỷ lệ đạt hiện nay", "percent attained before"),
    "legend_present": ("hiện trạng", "today"),
    "legend_proposal": ("phương án", "proposal"),
    "legend_roles": ("diện sắp xếp", "what the law asks"),
    "locked": ("Đơn vị khóa", "Locked units"),
    "map": ("Bản đồ đơn vị hành chính", "Map of administrative units"),
    "members": ("Hợp thành từ", "Made of"),
    "missed_after": ("chưa đạt", "not met"),
    "met_after": ("đạt đủ tiêu chuẩn", "met in full"),
    "waived_after": ("được miễn xét", "accepted by waiver"),
    "no_rule_after": ("không có tiêu chuẩn", "without a rule"),
    "mountain": ("Miền núi, vùng cao", "Mountainous"),
    "new_lines": ("Ranh giới đơn vị mới", "Borders of new units"),
    "new_unit": ("Đơn vị mới", "New unit"),
    "not_found": ("Không tìm thấy đơn vị nào", "No unit found"),
    "not_modelled": ("Chưa được tính đến", "Not taken into account"),
    "not_repeatable": (
        "Lời giải dừng theo đồng hồ nên có thể không lặp lại được.",
        "The clock stopped the search, so the plan may not be repeatable.",
    ),
    "note": ("Ghi chú", "Note"),
    "notes": ("Ghi chú và cảnh báo", "Notes and warnings"),
    "number_replaced": ("Số của văn bản đã được thay", "Number of the law replaced"),
    "old_lines": ("Ranh giới hiện nay", "Borders of today"),
    "people": ("Dân số", "People"),
    "percent": ("Tỷ lệ đạt", "Attained"),
    "present_unit": ("Đơn vị hiện nay", "Unit of today"),
    "proven": ("đã chứng minh tối ưu", "proven optimal"),
    "reduced": ("Giảm tiêu chuẩn", "Standard reduced"),
    "repairs": ("Đã sửa dữ liệu", "Data repaired"),
    "reset": ("Về toàn cảnh", "Whole area"),
    "search": ("Tìm đơn vị (không cần gõ dấu)", "Find a unit (marks not needed)"),
    "show_panel": ("Hiện bảng thông tin", "Show the panel"),
    "sources": ("Nguồn số liệu", "Sources"),
    "stage": ("Mục tiêu", "Objective"),
    "stages": ("Các bước tối ưu", "Stages of the optimum"),
    "standard": ("Ngưỡng", "Threshold"),
    "state": ("Kết quả", "Result"),
    "theme": ("Nội dung", "View"),
    "theme_after": ("Tỷ lệ đạt tiêu chuẩn sau sắp xếp", "Percent attained after"),
    "theme_before": ("Tỷ lệ đạt tiêu chuẩn hiện nay", "Percent attained before"),
    "theme_present": ("Hiện trạng", "Today"),
    "theme_proposal": ("Phương án", "Proposal"),
    "theme_roles": ("Diện sắp xếp", "What the law asks"),
    "to": ("Thuộc đơn vị mới", "Goes to"),
    "untouched": (
        "Dưới tiêu chuẩn, không thuộc diện sắp xếp nên giữ nguyên",
        "Below a standard, not asked to change and left as it is",
    ),
    "untouched_after": (UNTOUCHED[0].lower(), UNTOUCHED[1].lower()),
    "units_found": ("đơn vị tìm thấy", "units found"),
    "value": ("Giá trị", "Value"),
    "waived": ("Chỉ đạt nhờ miễn xét", "Rests on a waiver"),
    "with": ("Hiện thêm", "Also show"),
    "worst": ("theo tiêu chuẩn đạt thấp nhất", "by the standard least attained"),
    "zoom_in": ("Phóng to", "Zoom in"),
    "zoom_out": ("Thu nhỏ", "Zoom out"),
}


def generalised(tolerance_m: float) -> Pair:
    """Warn that the outlines of the page are not fit for measuring."""
    size = f"{tolerance_m:.0f} m"
    return (
        f"Ranh giới trên trang này đã được giản lược để xem (dung sai {size}); "
        "không dùng để đo đạc. Diện tích trong bảng là của số liệu, không đo từ hình vẽ.",
        f"Outlines on this page are generalised for viewing (tolerance {size}) and not fit for "
        "measuring. Areas in the tables come from the data, not from the drawing.",
    )
