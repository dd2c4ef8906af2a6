"""Terms of the law, of verdicts and of what figures rest on, in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from planner.words.text import Text, joined, text

# The country whose law `auto` looks at.
HOME = "Việt Nam"
Confidence = Literal["read", "quoted", "reported", "computed", "unverified", "scenario", "office"]

STATUS: dict[str, Text] = {
    "met": Text("Đạt", "Met"),
    "open": Text(
        "Đạt diện tích, dân số; tiêu chí khác chưa có số liệu",
        "Area and people met; no figures of other criteria",
    ),
    "waived": Text("Được miễn xét", "Waived"),
    "missed": Text("Chưa đạt", "Not met"),
    "no_rule": Text("Không có tiêu chuẩn áp dụng", "No rule"),
}
# Below a standard, but the law does not ask it to change, and the plan leaves it alone.
UNTOUCHED: Text = Text("Dưới tiêu chuẩn, giữ nguyên", "Below, left as it is")
ROLES: dict[str, Text] = {
    "stays": Text("Giữ nguyên", "Stays as it is"),
    "gives_name": Text("Nòng cốt của đơn vị mới", "Core of the new unit"),
    "joins": Text("Nhập vào đơn vị mới", "Joins the new unit"),
    "divided": Text("Chia cho nhiều đơn vị mới", "Divided among new units"),
}
# What the law asks of a unit of today, and who helps those that must change.
LAW_ROLES: dict[str, Text] = {
    "mandatory": Text("Phải sắp xếp", "Must be rearranged"),
    "adjacent": Text(
        "Liền kề, nhập cùng đơn vị phải sắp xếp", "Adjacent, joins one that must change"
    ),
    "voluntary": Text("Tự nguyện sắp xếp", "Voluntary"),
    "exempt": Text("Không bắt buộc (đặc thù)", "Exempt"),
    "free": Text("Không thuộc diện sắp xếp", "Not touched by the law"),
}
# A figure by an assumed share of a divided unit, or one that was restored, doubted or estimated.
NOT_CERTAIN: Text = Text("Số liệu chưa chắc chắn", "Figure not certain")
CONFIDENCE: dict[Confidence, Text] = {
    "read": Text("đã đọc toàn văn", "full text read"),
    "quoted": Text("theo trang pháp luật trích dẫn", "quoted by a legal page"),
    "reported": Text("theo báo chí", "as reported"),
    "computed": Text("tính từ dữ liệu", "computed from the data"),
    "unverified": Text("chưa kiểm chứng", "not verified"),
    "scenario": Text("do kịch bản đặt", "set by the scenario"),
    "office": Text("do cơ quan lập phương án trả lời", "answered by the office that plans"),
}
# What figures rest on: keys that tables carry, alone or with a year ("census 2019").
# A base of the reader's own stays as written.
NOT_STATED = "not stated"
BASE_WORDS: dict[str, Text] = {
    NOT_STATED: Text("không ghi", "not stated"),
    "census": Text("Tổng điều tra dân số", "census"),
    "police register": Text("dân số do công an quản lý", "police register"),
    "land statistics": Text("thống kê đất đai", "land statistics"),
    "published July 2025": Text("công bố tháng 7/2025", "published July 2025"),
    "published July 2025, zeros restored": Text(
        "công bố tháng 7/2025, khôi phục số 0 bị mất", "published July 2025, zeros restored"
    ),
    "published July 2025, doubtful": Text(
        "công bố tháng 7/2025, đáng ngờ", "published July 2025, doubtful"
    ),
    "estimated": Text(
        "ước tính: tổng điều tra 2019 × mức tăng của tỉnh",
        "estimated: census of 2019 × growth of the province",
    ),
    "not known": Text("chưa biết, tính là 0", "not known, counted as none"),
    "not looked at": Text("chưa biết, không xét", "not known, not looked at"),
    "computed from geometry": Text("tính từ bản đồ", "computed from geometry"),
}
NOT_LOOKED_AT = "not looked at"
"""Base of people that nobody knows, where only areas are asked about."""
LEVEL_NOUNS: dict[str, Text] = {
    "commune": Text("xã", "commune"),
    "district": Text("huyện", "district"),
    "province": Text("tỉnh", "province"),
}
"""What a unit of each level is called, whatever its kind."""
LEVELS: dict[str, Text] = {
    "commune": Text("cấp xã", "commune level"),
    "district": Text("cấp huyện", "district level"),
    "province": Text("cấp tỉnh", "province level"),
}
# Texts of law by the number that rule sets call them by: what they are, and how the number ends.
RESOLUTION, DECREE = "Nghị quyết", "Nghị định"
DOCUMENTS: dict[str, tuple[str, str]] = {
    "1211/2016": (RESOLUTION, "UBTVQH13"),
    "653/2019": (RESOLUTION, "UBTVQH14"),
    "27/2022": (RESOLUTION, "UBTVQH15"),
    "35/2023": (RESOLUTION, "UBTVQH15"),
    "76/2025": (RESOLUTION, "UBTVQH15"),
    "112/2025": (RESOLUTION, "UBTVQH15"),
    "54/2018": (DECREE, "NĐ-CP"),
    "272/2025": (DECREE, "NĐ-CP"),
    "307/2025": (DECREE, "NĐ-CP"),
    "321/2025": (DECREE, "NĐ-CP"),
    "185/2026": (DECREE, "NĐ-CP"),
}
CITED = re.compile(
    rf"(?:(?P<kind>{RESOLUTION}|{DECREE}|nghị quyết|nghị định) )?(?:số )?"
    rf"(?<![\d/])(?P<number>{'|'.join(DOCUMENTS)})(?:/UBTVQH\d+|/NĐ-CP)?(?![\d/])"
    r"(?:,? Điều (?P<article>\d+[a-zđ]?)(?: khoản (?P<clause>\d+(?:, \d+)*)"
    r"(?: điểm (?P<point>[a-zđ])\b)?)?)?"
)
PERCENT = re.compile(r"(?<=\d)[ \u00a0](?:%|phần trăm)")
# What the law asks and no figure at hand can answer.
NOT_MODELLED = Text("Chưa xét đến", "Not modelled")


def base_text(base: str, bases: Mapping[str, Text] | None = None) -> Text:
    """Name what figures rest on; joined bases (" + ") are named one by one.

    Parameters
    ----------
    base : str
        As the column ``people_base`` or ``area_base`` of a table has it.
    bases : mapping of str to Text, optional
        Bases that a reader named in two languages, by what stands in the column.
    """
    if bases and base in bases:
        return bases[base]
    return joined((_base(part, bases or {}) for part in base.split(" + ")), " + ")


def _base(base: str, bases: Mapping[str, Text]) -> Text:
    if base in bases:
        return bases[base]
    if base in BASE_WORDS:
        return BASE_WORDS[base]
    head = re.sub(r" \d{4}$", "", base)
    if head not in BASE_WORDS:
        return text(base)
    year = base.removeprefix(head)
    return Text(BASE_WORDS[head].vi + year, BASE_WORDS[head].en + year)


def on_paper(said: str) -> str:
    """Write Vietnamese as papers of state do; lists, tables and the screen have it shorter.

    Texts of law are cited from the smallest part to the whole, by their full number, and a
    percent sign stands at its figure, as in the samples of decree 30/2020/NĐ-CP and in the
    resolutions themselves.

    Parameters
    ----------
    said : str
        "76/2025 Điều 1 khoản 3, giảm 60 %".

    Returns
    -------
    str
        "khoản 3 Điều 1 Nghị quyết số 76/2025/UBTVQH15, giảm 60%".
    """
    return PERCENT.sub("%", CITED.sub(_cited, said))


def _cited(match: re.Match[str]) -> str:
    kind, number = match["kind"], match["number"]
    if kind is None and match[0].startswith("số"):
        return match[0]
    usual, ending = DOCUMENTS[number]
    parts = [
        f"{word} {match[key]}"
        for key, word in (("point", "điểm"), ("clause", "khoản"), ("article", "Điều"))
        if match[key]
    ]
    return " ".join([*parts, kind or usual, "số", f"{number}/{ending}"])


def marked(said: Text, confidence: Confidence) -> Text:
    """Say behind a text how far it can be relied on."""
    mark = CONFIDENCE[confidence]
    return Text(f"{said.vi} ({mark.vi})", f"{said.en} ({mark.en})")


def keyed(key: str, article: Text) -> Text:
    """Put the key of an entry before its article, once where both languages are printed."""
    head = f"{key}: {article.vi}"
    return Text(head, head if article.vi == article.en else article.en)


def unkeyed(said: Text) -> Text:
    """Take the key away again; nothing is left of a key alone."""
    key, _, article = said.vi.partition(": ")
    return Text(article, said.en.removeprefix(f"{key}: ") if article else "")
