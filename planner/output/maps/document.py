"""The Folium document: one file that asks no other for anything."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from jinja2 import Template
from xstatic.pkg import leaflet

from planner.errors import PlannerError, Problem
from planner.output.maps.policy import guarded
from planner.words import Text, number_text
from planner.words.text import say

STYLES = ["page.css"]
SCRIPTS = [
    "elements.js",
    "base.js",
    "layers.js",
    "overlays.js",
    "legend.js",
    "labels.js",
    "changes.js",
    "panel.js",
    "search.js",
    "start.js",
]
OUTSIDE = re.compile(r"^\s*(?!data:|#)\S", re.IGNORECASE)
STYLE_OUTSIDE = re.compile(
    r"url\(\s*[\"']?\s*(?!data:|#|[\"')\s])[^)]*|@import[^;]*", re.IGNORECASE
)
SCRIPT_OUTSIDE = re.compile(r"(?:src|href)\s*=\s*[\"'](?:[a-z]+:)?//[^\"']*", re.IGNORECASE)


class _Verbatim(Element):
    """Text that is put on the page as it is (a plain Element reads it as a template)."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str):
        super().__init__()
        self._name = "Text"
        self.text = text


def render_page(
    content: dict[str, Any],
    outlines: Mapping[str, dict[str, Any]],
    *,
    styles: Sequence[str] = STYLES,
    scripts: Sequence[str] = SCRIPTS,
    canvas: bool = False,
) -> str:
    """Render a page.

    Parameters
    ----------
    content : dict
        What the scripts read, with the ``title`` as a Text; see
        ``content.write_content``.
    outlines : mapping of name to GeoJSON
        Layers that the function ``startPage`` of the scripts gets after the map.
    styles, scripts : sequence of str
        Our files, in this order.
    canvas : bool
        Draw outlines on a canvas: thousands move without delay, but none can be hatched.

    Returns
    -------
    str
        HTML, the same for the same input.

    Raises
    ------
    PlannerError
        The page would ask for something outside itself.
    """
    # The whole view is set by the script, which knows the size of the window.
    chart = folium.Map(
        tiles=None,
        zoom_control=canvas,
        attributionControl=False,
        zoomSnap=0.1,
        prefer_canvas=canvas,
    )
    chart.default_js, chart.default_css = [], []
    layers = [
        folium.GeoJson(data, name=name, control=False, show=False, smooth_factor=0)
        for name, data in outlines.items()
    ]
    for layer in layers:
        layer.add_to(chart)
    figure = chart.get_root()
    assert isinstance(figure, Figure)
    figure.title = escape(content["title"].vi)
    _add(figure.header, f"<style>\n{leaflet_css()}\n{_page_files(styles)}</style>")
    _add(figure.header, f"<script>\n{leaflet_js()}\n</script>")
    data = script_data(content)
    _add(figure.html, f'<script type="application/json" id="content">{data}</script>')
    _name_in_order(figure)
    names = ", ".join(element.get_name() for element in (chart, *layers))
    page = figure.render()
    # Last of all, when Folium's own script has made the map.
    page = page.replace(
        "</html>", f"<script>\n{_page_files(scripts)}\nstartPage({names});\n</script>\n</html>"
    )
    page = guarded(_accessible(page))
    refuse_outside(page)
    return page


def script_data(content: object) -> str:
    """Write what scripts read, as JSON that may stand in a page: texts are pairs of languages."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_pair)
    # A closing tag inside the text of a note must not end the script.
    return data.replace("<", "\\u003c")


def _pair(value: object) -> list[str]:
    """Write a text as the scripts read it: Vietnamese, English."""
    if isinstance(value, Text):
        return [value.vi, value.en]
    raise TypeError(f"{type(value).__name__} on a page")


def _add(parent: Element, text: str) -> None:
    parent.add_child(_Verbatim(text))


def _name_in_order(figure: Figure) -> None:
    """Replace Folium's random identifiers by numbers in the order of the tree."""
    waiting: list[Element] = [figure]
    number = 0
    while waiting:
        element = waiting.pop(0)
        number += 1
        element._id = str(number)
        waiting += element._children.values()
        if isinstance(element, Figure):
            waiting += [element.header, element.html, element.script]


def _accessible(page: str) -> str:
    """Say the language of the page, and let readers enlarge it, which Folium forbids."""
    page = page.replace("<html>", '<html lang="vi">', 1)
    return re.sub(
        r'<meta name="viewport"[^>]*>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        page,
        count=1,
    )


def _page_files(names: Sequence[str]) -> str:
    folder = resources.files("planner.output.maps.page")
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def leaflet_js() -> str:
    """Give Leaflet as its package ships it, without addresses outside."""
    text = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=\S*", "", text)
    # The link of the attribution control, which this page does not show.
    return text.replace('href="https://leafletjs.com"', 'href="#"')


def leaflet_css() -> str:
    """Give the style of Leaflet, pictures within it."""
    folder = Path(leaflet.BASE_DIR)

    def embedded(match: re.Match[str]) -> str:
        image = (folder / match.group(1)).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(image).decode()})"

    text = (folder / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\(\s*[\"']?(images/[\w.-]+\.png)[\"']?\s*\)", embedded, text)


class _Addresses(HTMLParser):
    """Collects what a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in ("style", "script") else ""
        for name, value in attrs:
            if name == "type" and value == "application/json":
                self._inside = ""
            if name in ("src", "href", "srcset", "poster", "xlink:href") and value:
                self.found += [f"{name}={value}"] if OUTSIDE.match(value) else []
            if name == "style" and value:
                self.found += STYLE_OUTSIDE.findall(value)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            # Comments name addresses that nobody fetches.
            self.found += STYLE_OUTSIDE.findall(re.sub(r"/\*.*?\*/", "", data, flags=re.DOTALL))
        elif self._inside == "script":
            self.found += SCRIPT_OUTSIDE.findall(data)


def too_large(page: Text, data: bytes, most: int, units: int, advice: Text) -> PlannerError:
    """Say that a page of so many units is larger than it may be, and what to do."""
    return PlannerError(
        Problem(
            page,
            say("{bytes} bytes for {count} units", bytes=number_text(len(data)), count=units),
            say("at most {most}", most=number_text(most)),
            advice,
        )
    )


def refuse_outside(page: str) -> None:
    """Refuse a page that asks for anything outside itself.

    Raises
    ------
    PlannerError
        With every address found.
    """
    reader = _Addresses()
    reader.feed(page)
    reader.close()
    if reader.found:
        raise PlannerError(
            [
                Problem(
                    say("map page"),
                    say("the outside address {address}", address=address.strip()[:200]),
                    say("a page that opens without a network"),
                    say("embed it in the page"),
                )
                for address in dict.fromkeys(reader.found)
            ]
        )
