"""HTML of tables for notebooks: whatever is shown is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from planner.words.text import Said


def html_table(caption: Said, heads: Sequence[Said], rows: Iterable[Sequence[Said]]) -> str:
    """Write a table.

    Parameters
    ----------
    caption : Text or str
        Shown above it.
    heads : sequence of Text or str
        Headings of the columns.
    rows : iterable of sequences of Text or str
        Cells as they are shown; a number is given as its text.
    """
    head = "".join(f"<th>{_shown(each)}</th>" for each in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    title = f'<caption style="text-align: left; font-weight: bold">{_shown(caption)}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shown(said: Said) -> str:
    return escape(str(said)).replace("\n", "<br>")
