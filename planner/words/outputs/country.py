"""The words of the screening of the country, in two languages."""

from __future__ import annotations

from planner.words.text import Text, joined

TITLE = Text(
    "Các xã, phường so với tiêu chuẩn của Nghị quyết 112/2025",
    "Communes held against the standards of resolution 112/2025",
)
SCREENS: dict[str, Text] = {
    "below": Text("Chắc chắn chưa đạt", "Certainly below"),
    "depends": Text("Còn tùy điều chưa biết", "Depends on what is not known"),
    "not": Text("Chắc chắn không dưới tiêu chuẩn", "Certainly not below"),
    "no_rule": Text("Không có tiêu chuẩn (đặc khu)", "No standard (special zones)"),
}
DOUBTS: dict[str, Text] = {
    "mountain": Text("có là xã miền núi không", "whether it is mountainous"),
    "minority_percent": Text("tỷ lệ người dân tộc thiểu số", "its share of ethnic minorities"),
    "coastal_hardship": Text(
        "có thuộc diện bãi ngang ven biển đặc biệt khó khăn không",
        "whether it is a coastal commune in hardship",
    ),
    "island": Text("có là xã đảo không", "whether it is an island"),
    "land_border": Text("có biên giới đất liền không", "whether it lies on the land border"),
    "red_river_delta": Text(
        "có thuộc Đồng bằng sông Hồng không", "whether it lies in the Red River delta"
    ),
    "people": Text("dân số chưa chắc", "a figure of people that is not certain"),
    "area_km2": Text("diện tích chưa chắc", "an area that is not certain"),
}
HEADS: dict[str, Text] = {
    "at_least": Text("Ít nhất", "At least"),
    "at_most": Text("Nhiều nhất", "At most"),
    "at_least_likely": Text("Ít nhất, nếu độ cao đúng", "At least, if heights hold"),
    "at_most_likely": Text("Nhiều nhất, nếu độ cao đúng", "At most, if heights hold"),
    "area_km2": Text("Diện tích (km²)", "Area (km²)"),
    "below": Text("Số chưa đạt", "Below"),
    "change": Text("Thay đổi so với số liệu hiện có", "Change from the facts at hand"),
    "code": Text("Mã", "Code"),
    "difference": Text("Chênh so với 705", "Difference from 705"),
    "least": Text("Tỷ lệ đạt thấp nhất (%)", "Lowest percent attained"),
    "most": Text("Tỷ lệ đạt cao nhất (%)", "Highest percent attained"),
    "mountain": Text("Miền núi", "Mountainous"),
    "name": Text("Tên đơn vị", "Name"),
    "now": Text("Chưa đạt theo số liệu hiện có", "Below, by the facts at hand"),
    "on": Text("Còn tùy", "Depends on"),
    "people": Text("Dân số (người)", "People"),
    "province": Text("Tỉnh, thành phố", "Province"),
    "reading": Text("Cách hiểu", "Reading"),
    "reason": Text("Lý do", "Reason"),
    "screen": Text("Kết luận", "Screened"),
    "units": Text("Số xã, phường, đặc khu", "Communes"),
}
ANSWERS: dict[str, Text] = {
    "no": Text("không, ở mọi nơi chưa biết chắc", "no, wherever it is not certain"),
    "yes": Text("có, ở mọi nơi chưa biết chắc", "yes, wherever it is not certain"),
    "0": Text("0 %, ở mọi nơi chưa biết", "0 %, wherever it is not known"),
    "100": Text("100 %, ở mọi nơi chưa biết", "100 %, wherever it is not known"),
    "other": Text("lấy con số khác đã biết", "the other figure that is known"),
}
NO_REDUCTION = Text("không giảm trừ nào", "no reduction at all")
ANNEX_14 = Text(
    "Phụ lục mục 14 của 307/2025 (theo quyết định cũ, một xã nhập vào là miền núi thì đủ)",
    "Annex item 14 of 307/2025 (earlier decisions, one mountain member is enough)",
)
BY_ANNEX_14 = Text("(mục 14)", "(item 14)")
DIFFERENCES = Text(
    "Mười lý do lớn nhất làm tổng số khác 705, mỗi lần trả lời một câu hỏi",
    "The ten largest reasons for a difference from 705, one question answered at a time",
)
MOUNTAIN: dict[str, Text] = {
    "yes": Text("có", "yes"),
    "no": Text("không", "no"),
    "likely_yes": Text("có lẽ có (tính từ độ cao)", "likely (computed from heights)"),
    "likely_no": Text("có lẽ không (tính từ độ cao)", "likely not (computed from heights)"),
    "not_known": Text("chưa biết", "not known"),
}
COUNTRY = Text("Cả nước", "The country")
TABS: dict[str, Text] = {
    "provinces": Text("Theo tỉnh", "By province"),
    "communes": Text("Từng đơn vị", "Each commune"),
    "readings": Text("Cách hiểu", "Readings"),
    "differences": Text("Khác 705 vì đâu", "Differences"),
    "reasons": Text("Tùy điều gì", "Reasons"),
    "totals": Text("Tổng số công bố", "Totals"),
}
TOTAL = Text(
    "{least_likely} đến {most_likely} trên {units} đơn vị dưới tiêu chuẩn, tùy điều chưa biết "
    "({reasons}); {least} đến {most} nếu không dựa vào độ cao để biết xã nào là miền núi; "
    "{now} nếu coi mọi điều chưa biết là không.",
    "{least_likely} to {most_likely} of {units} units are below the standards, as what is not "
    "known turns out ({reasons}); {least} to {most} where heights are not taken for a decision on "
    "mountains; {now} if all that is not known is taken for no.",
)
REASON = Text("{on}: {units}", "{on}: {units}")
MINISTRY = Text(
    "Theo báo chí dẫn Bộ Nội vụ, giữa năm 2026 có 705 đơn vị chưa đạt; "
    "cách tính không được công bố.",
    "The press has 705 from the Ministry of Home Affairs in the middle of 2026; "
    "how it was counted was not published.",
)
OFF = Text(
    "Số liệu không phải số công bố được xét cả khi lệch {percent} %.",
    "Figures that are not as published are also taken to be off by {percent} %.",
)
SUMS = Text(
    "Cộng theo tỉnh, {agree} trên {provinces} tỉnh, thành phố khớp tổng số công bố; không khớp: "
    "{names} (bảng tổng số công bố).",
    "Summed by province, {agree} of {provinces} agree with the published totals; not: {names} "
    "(table of totals).",
)
PUBLISHED = Text(
    "Cộng các xã so với tổng số công bố tháng 7/2025 của tỉnh, thành phố; dân số chỉ so ở nơi hợp "
    "nhất năm 2025, nơi khác tổng số theo nguồn khác",
    "Sums of communes held against the published totals of July 2025; people are compared where "
    "provinces were merged in 2025, elsewhere the total has another base",
)
TOTALS: dict[str, Text] = {
    "merged": Text("Hợp nhất năm 2025", "Merged in 2025"),
    "people_published": Text("Dân số công bố của tỉnh", "Published of the province"),
    "people_percent": Text("Chênh dân số (%)", "People, more by (%)"),
    "area_published": Text("Diện tích công bố của tỉnh (km²)", "Published area (km²)"),
    "area_more_km2": Text("Chênh diện tích (km²)", "Area, more by (km²)"),
    "estimated": Text("Số xã có số liệu không phải số công bố", "Communes not as published"),
    "why": Text("Vì sao", "Why"),
}
WARDS = Text(
    "Với phường mới xét diện tích và dân số; tiêu chí khác chưa có số liệu.",
    "Wards are held against area and people only; there are no figures of the other criteria.",
)
DRAWN = Text(
    "Ranh giới: bản đồ tham khảo của Nhà xuất bản Tài nguyên – Môi trường và Bản đồ Việt Nam, "
    "đã giản lược đến 40 m, bản in đến 0,05 mm; dân số, diện tích công bố tháng 7/2025.",
    "Outlines: reference map of the state map publisher, simplified to 40 m, on sheets to 0.05 mm; "
    "people and areas as published in July 2025.",
)
DECIDED = Text(
    "miền núi: chỉ các xã, phường có trong quyết định đang có",
    "mountain: only what decisions at hand name",
)
DENSITY = Text(
    "miền núi: ngoài quyết định, nơi dưới {people} người/km²",
    "mountain: besides decisions, where fewer than {people} people live on a km²",
)
LIKELY = Text(
    "miền núi: ngoài quyết định, nơi ít nhất hai phần ba diện tích cao trên 200 m",
    "mountain: besides decisions, where at least two thirds of the area lie above 200 m",
)
EVERYWHERE = Text(
    "miền núi: mọi nơi mà quyết định đang có không loại trừ",
    "mountain: everything that no decision at hand excludes",
)
REDUCED = Text("{mountain}; có giảm trừ", "{mountain}; with reductions")
PLAIN = Text("{mountain}; không giảm trừ", "{mountain}; without reductions")
PAGE: dict[str, Text] = {
    "whole": Text("Đất liền", "Mainland"),
    "assumed": Text("không phải số công bố nguyên văn", "not as published"),
    "percent": Text("Tỷ lệ đạt thấp nhất (%)", "Lowest percent attained"),
    "search": Text(
        "Tìm xã, phường, đặc khu, cả tên trước tháng 7/2025",
        "Find a commune, also by names before July 2025",
    ),
    "yes": Text("có", "yes"),
}
RED_RIVER = Text("Đồng bằng sông Hồng", "Red River delta")
HO_CHI_MINH = Text("Thành phố Hồ Chí Minh và vùng phụ cận", "Ho Chi Minh City and around")
TRUONG_SA = Text("Quần đảo Trường Sa (tỉnh Khánh Hòa)", "Truong Sa (province of Khanh Hoa)")
HOANG_SA = Text("Quần đảo Hoàng Sa (thành phố Đà Nẵng)", "Hoang Sa (city of Da Nang)")
PROVINCE_LINE = Text("Ranh giới tỉnh, thành phố", "Province")
ENLARGED = {"A3": 1.0, "A2": 2.0**0.5, "A1": 2.0, "A0": 2.0 * 2.0**0.5}
"""Sizes of paper: how many times longer the sides are than those of A3."""
COMMUNE_LINE = Text("Ranh giới xã, phường, đặc khu", "Commune")


def depends_on(names: str) -> Text | str:
    """Say what a verdict hangs on: keys of ``DOUBTS``, joined by a space."""
    return joined([DOUBTS[name] for name in names.split()], "; ") if names else ""
