"""Content: the document of the page, and every word that its scripts use."""

from __future__ import annotations

from planner.output.maps.document import script_data
from planner.output.maps.outlines import COLOURS
from planner.problem.locks import LOCKS
from planner.units import COLUMNS
from planner.units.kinds import KINDS as KINDS_OF_UNITS
from planner.words.law import LAW_ROLES, STATUS
from planner.words.outputs.reports import INDICATORS
from planner.words.outputs.workbench import KINDS, WORKBENCH
from planner.words.outputs.workbench.people import PEOPLE, PEOPLE_DID

DOCUMENT = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/leaflet.css">
<link rel="stylesheet" href="/static/workbench.css">
</head>
<body>
<script type="application/json" id="content" nonce="{nonce}">{content}</script>
<script src="/static/leaflet.js" nonce="{nonce}"></script>
<script src="/static/elements.js" nonce="{nonce}"></script>
<script type="module" src="/static/main.js" nonce="{nonce}"></script>
</body>
</html>
"""


def document(nonce: str) -> str:
    """Write the page, which asks the server for all else.

    Parameters
    ----------
    nonce : str
        By which the browser knows its scripts.
    """
    return DOCUMENT.format(title=WORKBENCH["title"].vi, nonce=nonce, content=script_data(_words()))


def _words() -> dict[str, object]:
    return {
        "words": WORKBENCH | PEOPLE,
        "kinds": KINDS | PEOPLE_DID,
        "status": STATUS,
        "roles": LAW_ROLES,
        "indicators": INDICATORS,
        "measures": {name: column.words for name, column in COLUMNS.items()},
        "unit_kinds": {name: kind.words for name, kind in KINDS_OF_UNITS.items()},
        "locks": {name: kind.words("…") for name, kind in LOCKS.items()},
        "colours": COLOURS,
    }
