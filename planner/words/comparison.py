"""The words of the comparison page, in two languages."""

from __future__ import annotations

from planner.words import ASSUMED_SHARE, Pair

WORDS: dict[str, Pair] = {
    "all_plans": ("Mọi phương án", "All plans"),
    "arrows": (
        "Mũi tên chỉ cho biết con số lớn hơn (↑) hay nhỏ hơn (↓) so với phương án ở cột đầu.",
        "Arrows only say whether a figure is larger (↑) or smaller (↓) than in the first column.",
    ),
    "assumed_share": ASSUMED_SHARE,
    "close": ("Đóng", "Close"),
    "code": ("Mã", "Code"),
    "colours": (
        "Màu chỉ để phân biệt; một mã đơn vị mới có một màu ở mọi phương án.",
        "Colours only tell units apart; a new code has one colour in all plans.",
    ),
    "credits": (
        "Trang này mở được không cần mạng. Vẽ bằng Folium và Leaflet.",
        "This page opens without a network. Drawn with Folium and Leaflet.",
    ),
    "differences": ("Khác nhau", "Differences"),
    "divided": ("Đơn vị bị chia", "Divided unit"),
    "divided_to": ("chia cho", "divided among"),
    "district": ("Huyện", "District"),
    "both_lines": ("Ranh giới có ở cả hai phương án", "Border in both plans"),
    "how": ("Cách tính", "Reckoned as"),
    "hints": ("Cách dùng", "How to use"),
    "hint": (
        "Bấm một đơn vị để xem nó thuộc đâu ở từng phương án. Lăn chuột để phóng sau khi bấm vào "
        "bản đồ. Bàn phím: Tab tới bản đồ, phím mũi tên để sang đơn vị bên cạnh, Enter để chọn, "
        "Esc để bỏ chọn; + và − để phóng.",
        "Click a unit to see where it goes in each plan. The wheel zooms after a click on the "
        "map. Keyboard: Tab to a map, arrows go to the next unit, Enter selects, Esc unselects; "
        "+ and − zoom.",
    ),
    "indicator": ("Chỉ tiêu", "Indicator"),
    "indicators": ("Chỉ tiêu của từng phương án", "Indicators of each plan"),
    "language": ("Ngôn ngữ", "Language"),
    "labels": ("Tên đơn vị", "Names"),
    "left": ("Bên trái (A)", "Left (A)"),
    "left_only": ("Ranh giới chỉ có ở A", "Border in A only"),
    "left_out": ("Những điều so sánh này không thể hiện", "What this comparison leaves out"),
    "legend": ("Chú giải", "Legend"),
    "map": ("Bản đồ", "Map"),
    "maps": ("Hai bản đồ", "Two maps"),
    "marked": ("Khác thành viên A–B", "Partners differ A–B"),
    "members": ("đơn vị hợp thành", "member units"),
    "new_lines": ("Ranh giới đơn vị mới", "Borders of new units"),
    "notes": ("Giả định và ghi chú của từng phương án", "Assumptions and notes of each plan"),
    "old_lines": ("Ranh giới hiện nay", "Borders of today"),
    "only_different": (
        "Chỉ đơn vị khác nhau giữa A và B",
        "Only units that differ between A and B",
    ),
    "pair": ("Hai phương án", "Two plans"),
    "pairs": ("Từng cặp phương án", "Plans two by two"),
    "partners": ("Thành viên A–B", "Partners A–B"),
    "partners_differ": ("Khác thành viên giữa A và B", "Partners differ between A and B"),
    "partners_same": ("Cùng thành viên ở A và B", "Same partners in A and B"),
    "differ": ("khác", "differ"),
    "same": ("giống", "same"),
    "people": ("Dân số", "People"),
    "reset": ("Về toàn cảnh", "Whole area"),
    "right": ("Bên phải (B)", "Right (B)"),
    "right_only": ("Ranh giới chỉ có ở B", "Border in B only"),
    "rows": ("đơn vị", "units"),
    "unit": ("Đơn vị", "Unit"),
    "units": ("Từng đơn vị", "Unit by unit"),
    "view": ("Xem", "View"),
    "with": ("Hiện thêm", "Also show"),
    "zoom_in": ("Phóng to", "Zoom in"),
    "zoom_out": ("Thu nhỏ", "Zoom out"),
}
