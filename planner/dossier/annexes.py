"""The annexes of a scheme as tables: each once, written as document and as workbook.

What nobody has given is an empty cell, marked; a figure that is not certain carries its sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from planner.dossier.given import Given
from planner.dossier.matter import Matter, Unit, reason_below
from planner.dossier.word.paper import LEFT, RIGHT, Column
from planner.reports.gis import crosswalk
from planner.reports.workbook.annexes import AnnexSheet
from planner.reports.workbook.sheets import CellKind, Field
from planner.words import LAW_ROLES
from planner.words.numbers import number_vi, rounded_down
from planner.words.outputs import dossier as words
from planner.words.outputs.printed import ASSUMED_SIGN
from planner.words.outputs.reports import TOTAL

WANTED = "……"


@dataclass(frozen=True)
class Annex:
    """One annex.

    Attributes
    ----------
    key : str
        Key of ``words.TITLES``.
    fields : tuple of Field
        Columns, all of one length.
    notes : tuple of str
        Under the table.
    """

    key: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it holds."""
        return words.TITLES[self.key]

    @property
    def wanted(self) -> int:
        """Cells that people have still to fill."""
        return sum(
            kind == "wanted" and _nothing(value)
            for field in self.fields
            for kind, value in zip(field.kinds, field.values, strict=True)
        )

    def columns(self) -> list[Column]:
        """Write it as the columns of a document, with Vietnamese numbers."""
        sums = any(field.total for field in self.fields)
        return [_column(field, sums and number == 1) for number, field in enumerate(self.fields)]

    def sheet(self, number: int) -> AnnexSheet:
        """Write it as a sheet of a workbook."""
        head = words.ANNEX.format(number=number)
        return AnnexSheet(head, head, self.title, self.fields, self.notes)


def annexes(matter: Matter, given: Given) -> list[Annex]:
    """Make the annexes of a scheme, in their order.

    Parameters
    ----------
    matter : Matter
    given : Given
        What the office has given beside the run.
    """
    makers: list[Callable[[Matter, Given], Annex]] = [
        _districts,
        _present,
        _asked,
        _plan,
        _counts,
        _staff,
        _offices,
        _opinions,
        _crosswalk,
        _costs,
        _names,
    ]
    made = [make(matter, given) for make in makers]
    return [annex for annex in made if len(annex.fields[0].values)]


def _nothing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or value == ""


def _column(field: Field, label: bool) -> Column:
    kinds = field.kinds
    cells = [_cell(value, kind) for value, kind in zip(field.values, kinds, strict=True)]
    text = set(kinds) <= {"text"}
    total = ""
    if field.total:
        sure = all(not _nothing(value) for value in field.values)
        total = _cell(sum(field.values), field.total_kind) if sure else WANTED
    elif label:
        total = TOTAL.vi
    return Column(
        field.head.vi,
        cells,
        field.width,
        LEFT if text else RIGHT,
        [kind == "wanted" and _nothing(v) for v, kind in zip(field.values, kinds, strict=True)],
        total,
    )


def _cell(value: Any, kind: str) -> str:
    if _nothing(value):
        return WANTED if kind == "wanted" else ""
    if isinstance(value, str):
        return value
    digits = 2 if kind.startswith("decimal") else 0
    if kind == "wanted" and float(value) % 1:
        digits = 2
    return number_vi(value, digits) + ASSUMED_SIGN * kind.endswith("*")


def _texts(head: str, values: Sequence[str], width: float) -> Field:
    return Field(words.HEADS[head], pd.Series(list(values), dtype="str"), "text", width)


def _figures(
    head: str,
    values: Sequence[Any],
    kind: CellKind,
    uncertain: Sequence[bool] | None = None,
    *,
    total: bool = False,
    formula: str = "",
) -> Field:
    """Make a column of numbers; those that are not certain carry the sign."""
    starred: dict[CellKind, CellKind] = {"whole": "whole*", "decimal": "decimal*"}
    marks = uncertain or [False] * len(values)
    kinds = [starred[kind] if mark else kind for mark in marks]
    width = 13.0 if kind == "decimal" else 12.0
    cells = pd.Series(list(values), dtype="object")
    return Field(words.HEADS[head], cells, kinds, width, total, formula)


def _wanted(head: str, values: Sequence[Any], *, width: float = 11.0, total: bool = False) -> Field:
    """Make a column that the office fills; what it has given stands there."""
    cells = pd.Series(list(values), dtype="object")
    return Field(words.HEADS[head], cells, ["wanted"] * len(cells), width, total)


def _numbers(count: int) -> Field:
    return Field(words.HEADS["number"], pd.Series(range(1, count + 1)), "whole", 5.0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _measured(units: Sequence[Unit]) -> list[Field]:
    """Area and people of units, each with its percent of the standard."""
    fields = []
    for head, key, kind in (("area", "area_km2", "decimal"), ("people", "people", "whole")):
        values = [getattr(unit, head) for unit in units]
        marks = [getattr(unit, f"{head}_uncertain") for unit in units]
        fields.append(_figures(head, values, kind, marks, total=True))  # type: ignore[arg-type]
        percents = [unit.figures[key].percent if key in unit.figures else pd.NA for unit in units]
        known = [mark and p is not pd.NA for mark, p in zip(marks, percents, strict=True)]
        fields.append(_figures(f"{head}_percent", percents, "decimal", known))
    return fields


def _notes(matter: Matter, units: Sequence[Unit], *more: str) -> tuple[str, ...]:
    lines = [words.NOTES["people"].format(base=matter.bases["people"])]
    lines.append(words.NOTES["area"].format(base=matter.bases["area"]))
    if any(unit.people_uncertain or unit.area_uncertain for unit in units):
        lines.append(words.NOTES["uncertain"])
    return (words.NOTES["percent"], *lines, *more)


def _districts(matter: Matter, given: Given) -> Annex:
    table = matter.evaluation.units
    table = table[table["district"].astype(str) != ""]
    groups = list(table.groupby("district", sort=False))
    names = [str(name) for name, _ in groups]
    marks = {
        head: [bool(rows[f"{head}_assumed"].any()) for _, rows in groups]
        for head in ("area", "people")
    }
    return Annex(
        "districts",
        (
            _numbers(len(groups)),
            _texts("district", names, 26.0),
            _figures("communes", [len(rows) for _, rows in groups], "whole", total=True),
            _figures(
                "area",
                [float(rows["area_km2"].sum()) for _, rows in groups],
                "decimal",
                marks["area"],
                total=True,
            ),
            _figures(
                "people",
                [int(rows["people"].sum()) for _, rows in groups],
                "whole",
                marks["people"],
                total=True,
            ),
        ),
        _notes(matter, matter.present)[1:],
    )


def _present(matter: Matter, given: Given) -> Annex:
    units = matter.present
    district = matter.evaluation.units["district"].astype(str)
    fields = [
        _numbers(len(units)),
        _texts("name", [_capital(unit.called) for unit in units], 22.0),
        _texts("code", [unit.code for unit in units], 8.0),
    ]
    if (district != "").any():
        fields.append(_texts("district", [district[unit.code] for unit in units], 18.0))
    fields += [
        _texts("special", [", ".join(unit.flags) for unit in units], 20.0),
        *_measured(units),
        _texts("verdict", [unit.verdict for unit in units], 20.0),
    ]
    return Annex("present", tuple(fields), _notes(matter, units))


def _asked(matter: Matter, given: Given) -> Annex:
    moves = matter.evaluation.moves
    first = moves.groupby(level=0)[["law_reason", "new_name"]].first()
    # The key by which the rule set calls a ground is no matter of the council.
    grounds = first["law_reason"].map(lambda said: str(said.vi).partition(": ")[2])
    order = [role for role in LAW_ROLES if role != "free"]
    rows = [(role, unit) for role in order for unit in matter.roles.get(role, ())]
    return Annex(
        "asked",
        (
            _numbers(len(rows)),
            _texts("name", [_capital(unit.called) for _, unit in rows], 24.0),
            _texts("role", [LAW_ROLES[role].vi for role, _ in rows], 24.0),
            _texts("reason", [grounds[unit.code] for _, unit in rows], 30.0),
            _texts("below", [reason_below(unit) for _, unit in rows], 40.0),
            _texts("new_name", [first.at[unit.code, "new_name"] for _, unit in rows], 22.0),
        ),
        _notes(matter, [unit for _, unit in rows]),
    )


def _plan(matter: Matter, given: Given) -> Annex:
    units = matter.formed
    return Annex(
        "plan",
        (
            _numbers(len(units)),
            _texts("new_name", [_capital(unit.called) for unit in units], 18.0),
            _texts("members", [", ".join(unit.members) for unit in units], 28.0),
            *_measured(units),
            _texts("neighbours", [", ".join(unit.neighbours) for unit in units], 34.0),
            _wanted("seat", [unit.seat for unit in units], width=16.0),
            _texts("verdict", [unit.verdict for unit in units], 16.0),
            _texts("below", [reason_below(unit) for unit in units], 24.0),
        ),
        _notes(matter, units, words.NOTES["neighbours"], words.NOTES["seat"]),
    )


def _counts(matter: Matter, given: Given) -> Annex:
    kinds = list(dict.fromkeys([*matter.before.kinds, *matter.after.kinds]))
    before, after = (
        [side.kinds.get(kind, 0) for kind in kinds] for side in (matter.before, matter.after)
    )
    change = [b - a for a, b in zip(before, after, strict=True)]
    return Annex(
        "counts",
        (
            _numbers(len(kinds)),
            _texts("kind", [_capital(kind) for kind in kinds], 24.0),
            _figures("before", before, "whole", total=True),
            _figures("after", after, "whole", total=True),
            _figures("change", change, "whole", total=True, formula="=D{row}-C{row}"),
        ),
    )


def _staff(matter: Matter, given: Given) -> Annex:
    names, rows = _changed(matter), given.staff
    taken = {
        head: _given(rows, names, head)
        for head in ("officials", "servants", "part_time", "needed")
    }
    years = [_given(rows, names, f"year_{year}") for year in range(1, matter.layout.years + 1)]
    whole = [_sum(cells) for cells in zip(*list(taken.values())[:3], strict=True)]
    surplus = [_less(a, b) for a, b in zip(whole, taken["needed"], strict=True)]
    left = [_less(a, _sum(cells)) for a, *cells in zip(surplus, *years, strict=True)]
    heads = [
        Field(
            words.HEADS["year"].filled(year=year),
            pd.Series(cells, dtype="object"),
            ["wanted"] * len(cells),
            9.0,
            True,
        )
        for year, cells in enumerate(years, 1)
    ]
    last = chr(ord("H") + len(heads))
    return Annex(
        "staff",
        (
            _numbers(len(names)),
            _texts("new_name", [_capital(unit.called) for unit in matter.formed], 20.0),
            *(
                _wanted(head, taken[head], total=True)
                for head in ("officials", "servants", "part_time")
            ),
            _computed("now", whole, "C{row}:E{row}", "SUM(C{row}:E{row})"),
            _wanted("needed", taken["needed"], total=True),
            _computed("surplus", surplus, "G{row}", "F{row}-G{row}"),
            *heads,
            _computed("left", left, f"I{{row}}:{last}{{row}}", f"H{{row}}-SUM(I{{row}}:{last}{{row}})"),
        ),
        (words.NOTES["wanted"],),
    )


def _offices(matter: Matter, given: Given) -> Annex:
    names, rows = _changed(matter), given.offices
    now, kept = (_given(rows, names, head) for head in ("offices", "kept"))
    surplus = [_less(a, b) for a, b in zip(now, kept, strict=True)]
    return Annex(
        "offices",
        (
            _numbers(len(names)),
            _texts("new_name", [_capital(unit.called) for unit in matter.formed], 24.0),
            _wanted("offices", now, total=True),
            _wanted("kept", kept, total=True),
            _computed("surplus", surplus, "D{row}", "C{row}-D{row}"),
            _wanted("use", _given(rows, names, "use"), width=40.0),
        ),
        (words.NOTES["wanted"],),
    )


def _opinions(matter: Matter, given: Given) -> Annex:
    codes = set(matter.evaluation.moves.index[matter.evaluation.moves["role"] != "stays"])
    units = [unit for unit in matter.present if unit.code in codes]
    names, rows = [unit.code for unit in units], given.opinions
    heads = ("households", "took_part", "agree", "disagree")
    taken = {head: _given(rows, names, head) for head in heads}
    percent = [
        rounded_down(100.0 * agree / every, 2) if not _nothing(agree) and every else pd.NA
        for agree, every in zip(taken["agree"], taken["households"], strict=True)
    ]
    return Annex(
        "opinions",
        (
            _numbers(len(units)),
            _texts("name", [_capital(unit.called) for unit in units], 26.0),
            *(_wanted(head, taken[head], total=True) for head in heads),
            Field(
                words.HEADS["agree_percent"],
                pd.Series(percent, dtype="object"),
                "decimal",
                14.0,
                False,
                '=IF(AND(ISNUMBER(E{row}),N(C{row})>0),ROUNDDOWN(100*E{row}/C{row},2),"")',
            ),
            _wanted("council", _given(rows, names, "council"), width=20.0),
        ),
        (words.NOTES["opinions"], words.NOTES["wanted"]),
    )


def _crosswalk(matter: Matter, given: Given) -> Annex:
    table = crosswalk(matter.evaluation)
    lives = [
        words.CODE_LIVES if code in set(matter.evaluation.merged.index) else words.CODE_ENDS
        for code in table["old_code"]
    ]
    return Annex(
        "crosswalk",
        (
            _numbers(len(table)),
            _texts("old_code", table["old_code"], 9.0),
            _texts("old_name", table["old_name"], 26.0),
            _texts("new_code", table["new_code"], 9.0),
            _texts("new_name", table["new_name"], 26.0),
            _figures("share_area", [100.0 * s for s in table["share_area"]], "decimal"),
            _figures("share_people", [100.0 * s for s in table["share_people"]], "decimal"),
            _texts("becomes", lives, 22.0),
            _wanted("since", [pd.NA] * len(table), width=14.0),
        ),
        (words.NOTES["codes"],),
    )


def _costs(matter: Matter, given: Given) -> Annex:
    support = matter.layout.support
    norm = support.million_per_unit if support else pd.NA
    amount = norm * matter.fewer if support else pd.NA
    notes = (words.NOTES["support"].format(article=support.article.text),) if support else ()
    return Annex(
        "costs",
        (
            _numbers(2),
            _texts("item", [words.SUPPORT, words.OWN_MONEY], 44.0),
            _wanted("removed", [matter.fewer, pd.NA]),
            _wanted("norm", [norm, pd.NA], width=16.0),
            Field(
                words.HEADS["amount"],
                pd.Series([amount, pd.NA], dtype="object"),
                ["wanted", "wanted"],
                16.0,
                False,
                '=IF(AND(ISNUMBER(C{row}),ISNUMBER(D{row})),C{row}*D{row},"")',
            ),
        ),
        (*notes, words.NOTES["wanted"]),
    )


def _names(matter: Matter, given: Given) -> Annex:
    table = given.names
    new = {unit.code: _capital(unit.called) for unit in matter.formed}
    table = table[table["new_code"].isin(list(new))]
    old = {unit.code: unit.called for unit in matter.present}
    origins = [
        words.FROM_MEMBER.format(name=old[code]) if code in old else words.FROM_DISTRICT
        for code in table["origin"]
    ]
    return Annex(
        "names",
        (
            _numbers(len(table)),
            _texts("new_name", [new[code] for code in table["new_code"]], 26.0),
            _texts("name", table["name"].astype(str), 24.0),
            _texts("origin", origins, 34.0),
            _texts("chosen", ["x" if yes else "" for yes in table["chosen"]], 12.0),
            _texts(
                "collides", [words.YES if yes else words.NO for yes in table["collides"]], 14.0
            ),
        ),
    )


def _changed(matter: Matter) -> list[str]:
    return [unit.code for unit in matter.formed]


def _given(rows: pd.DataFrame | None, codes: Sequence[str], head: str) -> list[Any]:
    if rows is None or head not in rows:
        return [pd.NA] * len(codes)
    return [rows[head].get(code, pd.NA) for code in codes]


def _sum(cells: Sequence[Any]) -> Any:
    known = [cell for cell in cells if not _nothing(cell)]
    return sum(known) if len(known) == len(cells) else pd.NA


def _less(one: Any, other: Any) -> Any:
    return pd.NA if _nothing(one) or _nothing(other) else one - other


def _computed(head: str, values: Sequence[Any], asked: str, formula: str) -> Field:
    """Make a column that is computed of others as soon as these are filled."""
    return Field(
        words.HEADS[head],
        pd.Series(list(values), dtype="object"),
        "whole",
        11.0,
        True,
        f'=IF(COUNTBLANK({asked})=0,{formula},"")',
    )


def below_annex(matter: Matter) -> Annex:
    """List the units of today that are below a standard."""
    units = [unit for unit in matter.present if unit.status in ("missed", "waived")]
    fields = (
        _numbers(len(units)),
        _texts("name", [_capital(unit.called) for unit in units], 30.0),
        *(replace(field, total=False) for field in _measured(units)),
    )
    return Annex("below", fields, _notes(matter, units)[:1])


def plain_annex(
    key: str, columns: Mapping[str, Sequence[str]], widths: Sequence[float]
) -> Annex:
    """Make a table of texts alone, numbered."""
    rows = len(next(iter(columns.values())))
    texts = zip(columns.items(), widths, strict=True)
    return Annex(key, (_numbers(rows), *(_texts(h, v, width) for (h, v), width in texts)))
