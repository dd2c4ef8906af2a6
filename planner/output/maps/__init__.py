"""Maps: an Evaluation as one interactive page that opens without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from planner.evaluation import Evaluation
from planner.output.maps.content import write_content
from planner.output.maps.document import refuse_outside, render_page, too_large
from planner.output.maps.outlines import draw_outlines, feature_collection
from planner.words.text import Said, say, text

__all__ = ["refuse_outside", "write_map"]

MOST_BYTES = 3_000_000
# Room for the outlines; Leaflet, style, script and figures take about 0.8 MB.
OUTLINE_BYTES = 1_900_000


def write_map(
    evaluation: Evaluation,
    path: Path,
    *,
    title: Said | None = None,
    locked: Iterable[str] = (),
    notes: Sequence[Said] = (),
    repairs: Sequence[Said] = (),
) -> None:
    """Write the interactive map of a plan as one file.

    Parameters
    ----------
    evaluation : Evaluation
        What to show.
    path : Path
        File to write (HTML, UTF-8).
    title : Text or str, optional
        By default that it is an arrangement.
    locked : iterable of str
        Codes of units that the scenario keeps as they are.
    notes, repairs : sequence of Text or str
        Further notes for the reader and repairs of the data, besides those
        that the units and the plan carry.

    Raises
    ------
    PlannerError
        The page would ask for something outside itself, or is too large
        although the outlines were simplified as far as they may be.
    """
    title = say("Arrangement of administrative units") if title is None else title
    held, further, mended = list(locked), [*map(text, notes)], [*map(text, repairs)]
    room, data = OUTLINE_BYTES, b""
    for _ in range(2):
        outlines = draw_outlines(evaluation.units, evaluation.plan, room)
        content = write_content(
            evaluation,
            outlines,
            title=text(title),
            locked=held,
            notes=further,
            repairs=mended,
        )
        sides = [feature_collection(side) for side in (outlines.present, outlines.proposed)]
        data = render_page(content, dict(zip(("present", "proposed"), sides))).encode("utf-8")
        if len(data) <= MOST_BYTES:
            Path(path).write_bytes(data)
            return
        # Many units have much to say: their outlines get what is left.
        room = len(json.dumps(sides)) - (len(data) - MOST_BYTES)
    advice = say("map a smaller area, one province at a time")
    raise too_large(say("map page"), data, MOST_BYTES, len(evaluation.units), advice)
