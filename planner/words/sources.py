"""Words that readers' own files hold, and that the program understands."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from planner.words.text import Text

# Cells that say yes or no, without regard to case.
YES = {"1", "true", "yes", "x", "có", "đúng"}
NO = {"0", "false", "no", "không", "sai", "-"}
# How rows of totals begin.
TOTALS = re.compile(r"\s*(tổng|cộng|toàn tỉnh|total)\b", re.IGNORECASE)
# Rows that are sums, by the whole of a cell: "Tổng Cọt" and "Cộng Hòa" are communes.
SUMS = re.compile(
    r"\s*(tổng|cộng|total)"
    r"(\s*(số|cộng|chung|toàn|tỉnh|huyện|thành phố|thị xã|xã|cả|địa bàn|khu vực|(năm )?\d{4})"
    r"\b.*)?\s*:?\s*"
    r"|\s*(tổng|cộng)\b.*\(?\bcũ\b\)?\s*:?\s*"
    r"|\s*(toàn|cả) (tỉnh|huyện|thành phố)\b.*",
    re.IGNORECASE,
)
# What stands before a label in such a form: its number, a dash.
LABEL_NUMBER = r"^\s*(\d+[.)]|[a-zđ][)])?\s*[-–+•]?\s*"
# Cells that say that there is none, in small letters.
NO_FIGURE = {"-", "–", "—", "không"}
NAME_OF_SEAT = r"(tru so )?(ubnd|hdnd|dang uy)( cac)? (xa|phuong|don vi)\b.*"
"""How names are headed in a list of seats."""
# What stands before the name of a unit in a list of seats.
SEAT_OF = r"(trụ sở|ubnd|uỷ ban nhân dân|ủy ban nhân dân|hđnd|đảng uỷ)\s+"
# The label of the name in a form about one unit.
FORM_NAME = r"ten (don vi|xa|phuong|dvhc|xa phuong)( hanh chinh)?( cap xa)?"
# How offices head the columns of a table, as `heading_key` gives it: the likeliest first.
_OF_ALL = r"( (tong so|tong|tong cong|chung|nguoi|thuong tru|hien nay|(nam )?\d{4}))*"
_MEASURED = r"( (tong so|tong|tu nhien|tn|ha|km2|m2|hecta|(nam )?\d{4}))*"
HEADS: dict[str, tuple[str, ...]] = {
    "code": (
        r"code",
        r"ma ?(so )?(xa|dvhc|don vi( hanh chinh)?|hanh chinh)( phuong| phuong xa)?",
        r"ma( so)?",
        r"ma (truoc|cu|moi|ghso)\b.*",
    ),
    "name": (
        r"name",
        r"ten ?(xa|phuong|dvhc|don vi)\b.*",
        r"(don vi hanh chinh|dvhc|xa phuong|xa phuong thi tran|xa|phuong xa|don vi|dia ban)\b.*",
        r"ten",
        r"chi tieu",
    ),
    "kind": (r"kind", r"loai( hinh)?( dvhc| don vi.*)?", r"cap( dvhc)?"),
    "people": (
        r"people",
        rf"(dan so|so dan|nhan khau|so nhan khau|quy mo dan so|tong dan so|danso){_OF_ALL}",
        r"population",
    ),
    "area_km2": (
        r"area km2",
        rf"(dien tich|dtich|dientich|dt|dttn){_MEASURED}",
        r"area",
        r"(dien tich|dt)(?!.*\b(san|nha|nn|nong nghiep|o|lua|rung|tru so|xay dung|ty le)\b).*",
    ),
}
PEOPLE_WORD = Text("dân số", "people")
# Headings of people, as `heading_key` gives them; what counts households or shares is none.
_NO_PEOPLE = r"^(?!.*\b(mat do|ho|ho dan|ty le|tang|bien dong|du bao|phuc vu)\b)"
PEOPLE = (
    rf"{_NO_PEOPLE}(.*\b(dan so|so dan|nhan khau|so khau|danso|population|people)\b"
    r"|ds( nam)?( \d{1,2} \d{1,2})?( (19|20)\d\d)?$)"
)
# Headings that are of people where the title of the table says so: a sum, or a day.
OF_PEOPLE = (
    rf"{_NO_PEOPLE}(?!.*\b(dien tich|dat|thon|to dan pho)\b)"
    r".*\b(tong so|tong cong|thuong tru|tam tru|\d{1,2} (19|20)\d\d)\b"
)
HOUSEHOLDS = r"^(tong )?(so )?(ho|ho dan|ho gia dinh)$"
DENSITY = r"^mat do( dan so)?\b"
PARTS_OF_PEOPLE = (("thuong tru", "tam tru"), ("nam", "nu"), ("thanh thi", "nong thon"))
FOR_A_TIME = "tam tru"
"""Those who stay for a time, among the parts of people."""
WITHIN, WITH_ALL = r"\btrong do\b", r"\btong\b"
"""Of a part: "of these"; of the whole: "in all"."""
AVERAGE = r"\bbinh quan\b|\btrung binh\b"
"""People in the mean of a year."""
AMENDED = r"\b(dieu chinh|dinh chinh|cap nhat|sua lai|ra soat lai)\b"
SUPERSEDED = r"\bda gui\b"
THOUSANDS = r"\b(nghin|ngan)( nguoi)?\b"
# Sheets and titles of what is added to a table, or put right in it.
ADDED, ADDED_SHEET = r"\b(bo sung|dinh chinh)\b", r"\bdieu chinh\b"
# What divides old units among new ones, which no table of figures does.
DIVIDED = r"\b(chuyen ve|dvhc moi|xa moi|don vi moi)\b"
# What stands behind a figure and is none: a unit of measure, the mark of a footnote.
BEHIND = r"(?<=\d)\s*\(?(người|khẩu|nhân khẩu|ha|km2|km²|[*¹²³]+|\*+)\)?$"
# The unit of measure behind a figure of area.
MEASURED_CELL = r".*\d\s*\(?(ha|héc-ta|hecta|km2|km²|m2|m²)\)?"
# Rows below a unit that part its people.
BREAKDOWN = (
    r"[-–+•\s]*(trong đó\b.*|nam|nữ|(khu vực )?(thành thị|nông thôn)|thường trú|tạm trú)\s*:?"
)
# Letters that only look like ours.
LOOKALIKES = str.maketrans({"Ð": "Đ"})
# Rows of what is larger than a commune, by the beginning of their name, and by their number.
LARGER = r"\(?(địa bàn|khu vực|huyện|quận|thị xã|thành phố|tp|tx|tỉnh|vùng|cụm)\b.*"
PART_NUMBER = r"([IVXLC]+|[A-ZĐ])[.)]?"
# How somebody answers a doubt in the table of matches, without marks.
ACCEPTED = {"giu", "nhan", "dung", "chap nhan", "x", "co", "ok", "yes", "accept"}
LEFT = "bỏ"
LEFT_OUT = {"bo", "bo qua", "bo dong", "loai", "khong dung", "leave out"}
_A, _B = r"(a|1|thu nhat|don vi a)", r"(b|2|thu hai|don vi b)"
# Likewise in tables beside the units: ties, offices, settlements.
BESIDE: dict[str, tuple[str, ...]] = {
    "code_a": (rf"code {_A}", rf"ma( xa| so| dvhc)? {_A}"),
    "code_b": (rf"code {_B}", rf"ma( xa| so| dvhc)? {_B}"),
    "name_a": (rf"name {_A}", rf"(ten|ten xa|xa|don vi|xa phuong) {_A}"),
    "name_b": (rf"name {_B}", rf"(ten|ten xa|xa|don vi|xa phuong) {_B}"),
    "weight": (r"weight", r"trong so", r"diem( so)?", r"muc do"),
    "why": (r"why", r"reason", r"ly do", r"noi dung( gan ket)?", r"gan ket"),
    "source": (r"source", r"nguon( .*)?", r"can cu"),
    "author": (r"author", r"nguoi (cho diem|danh gia|lap|nhap|de xuat)", r"tac gia"),
    "office": (r"office", r"(ten |noi dat |dia chi )?tru so( lam vic| ubnd( xa)?)?", r"dia chi"),
    "settlement": (
        r"settlement",
        r"(ten )?(thon|to dan pho|khu dan cu|xom|ap|ban|khoi pho)( .*)?",
    ),
    "lon": (r"lon|lng|long|longitude", r"kinh do( .*)?"),
    "lat": (r"lat|latitude", r"vi do( .*)?"),
    **{name: HEADS[name] for name in ("code", "name", "people")},
}
# Headings of two coordinates, of which only the ground says which is east.
PLACES = (
    (r"(lon|lng|long|longitude|kinh do)\b.*", r"x( m)?", r"(toa do )?(dong|e)( m)?", r"toa do x"),
    (r"(lat|latitude|vi do)\b.*", r"y( m)?", r"(toa do )?(bac|n)( m)?", r"toa do y"),
)
# How a plan's columns are headed where they do not have our names.
PLAN_HEADS: dict[str, tuple[str, ...]] = {
    "new_code": (r"new code", r"ma( so)?( xa| dvhc| don vi)?( hanh chinh)?( phuong)? moi"),
    "new_name": (r"new name", r"(ten )?(xa|dvhc|don vi|phuong xa|xa phuong)( hanh chinh)? moi"),
    "share_area": (r"share area", r"ty le (chia )?dien tich"),
    "share_people": (r"share people", r"ty le (chia )?dan so"),
    "assumed": (r"assumed", r"gia dinh"),
    "code": HEADS["code"],
}
# How offices head what tells communes of one name apart, and the code that is to be replaced.
PLACE_HEADS: dict[str, tuple[str, ...]] = {
    "code": (r"(code|ma)( so)?( xa| phuong| dvhc)? (cu|2024|truoc)( .*)?", *HEADS["code"]),
    "name": (r"(ten )?(xa|phuong|don vi|dvhc|xa phuong) (cu|truoc)\b.*", *HEADS["name"]),
    "district": (r"(ten )?(quan )?huyen\b.*", r"(ten )?quan\b.*", r"district", r"cap huyen.*"),
    "province": (r"(ten )?tinh\b.*", r"province"),
}
AREA_WORDS: dict[str, Literal["km2", "ha", "m2"]] = {
    "ha": "ha",
    "hecta": "ha",
    "m2": "m2",
    "km2": "km2",
}
# The one province whose name changed between 2019 and the register of early 2025: new, old.
FORMER = ("Huế", "Thừa Thiên Huế")


def unmarked(text: str) -> str:
    """Write small letters without marks: "Hoà Bình" → "hoa binh"."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def heading_key(heading: str) -> str:
    """Reduce a heading to what offices agree on: "Diện tích (km²)" → "dien tich km2"."""
    plain = unmarked(heading.replace("²", "2"))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
