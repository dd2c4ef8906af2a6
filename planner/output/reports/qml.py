"""QML: how QGIS draws a layer, written from the categories of the printed legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.output.maps.printed.contents.categories import LINES, Category
from planner.units import KINDS

# The oldest QGIS that is asked to read this; it decides nothing in newer ones.
VERSION = "3.16.0"
CATEGORY_COLUMN = "category"
# Angle of the lines of a hatch, by Matplotlib's sign; dots are a pattern of their own.
ANGLES = {"////": (45,), "xxxx": (45, 135), "----": (0,)}
HATCH_COLOUR = "107,107,107,255"
FONT = "DejaVu Sans"


def style(categories: Sequence[Category], aliases: Mapping[str, str], label: str) -> str:
    """Write a style.

    Parameters
    ----------
    categories : sequence of Category
        Values of the column ``category`` and how they look.
    aliases : mapping of str to str
        Vietnamese names of the columns.
    label : str
        Column that is written on the map.

    Returns
    -------
    str
        XML.
    """
    root = Element(
        "qgis",
        version=VERSION,
        styleCategories="LayerConfiguration|Symbology|Labeling|Fields",
        labelsEnabled="1",
    )
    renderer = SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=CATEGORY_COLUMN,
        enableorderby="1",
        forceraster="0",
        symbollevels="0",
    )
    entries, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for place, category in enumerate(categories):
        SubElement(
            entries,
            "category",
            value=category.key,
            symbol=f"{place}",
            label=str(category.word),
            render="true",
        )
        _symbol(symbols, f"{place}", category)
    # Heavy outlines are drawn last: a neighbour's thin one would lie on half of their width.
    heavy = ", ".join(f"'{category.key}'" for category in categories if category.heavy)
    order = SubElement(renderer, "orderby")
    clause = SubElement(order, "orderByClause", asc="1", nullsFirst="0")
    clause.text = f'"{CATEGORY_COLUMN}" IN ({heavy})' if heavy else f'"{CATEGORY_COLUMN}"'
    _labels(root, label)
    names = SubElement(root, "aliases")
    for name, alias in aliases.items():
        SubElement(names, "alias", field=name, name=alias)
    # Polygons.
    SubElement(root, "layerGeometryType").text = "2"
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _symbol(parent: Element, name: str, category: Category) -> None:
    symbol = SubElement(parent, "symbol", type="fill", name=name, alpha="1", clip_to_extent="1")
    line = LINES["new" if category.heavy else "unit"]
    hollow = category.fill == "none"
    _layer(
        symbol,
        "SimpleFill",
        color="255,255,255,0" if hollow else _colour(category.fill),
        style="no" if hollow else "solid",
        outline_color=_colour(line.colour),
        outline_style="solid" if category.heavy else "dash",
        outline_width=f"{line.width:g}",
        outline_width_unit="MM",
        joinstyle="round",
    )
    for angle in ANGLES.get(category.hatch, ()):
        pattern = _layer(symbol, "LinePatternFill", angle=f"{angle}", distance="2",
                         distance_unit="MM", color=HATCH_COLOUR)  # fmt: skip
        inner = SubElement(pattern, "symbol", type="line", name=f"@{name}@{angle}", alpha="1")
        _layer(
            inner,
            "SimpleLine",
            line_color=HATCH_COLOUR,
            line_style="solid",
            line_width="0.13",
            line_width_unit="MM",
        )
    if category.hatch == "....":
        pattern = _layer(symbol, "PointPatternFill", distance_x="2", distance_y="2",
                         distance_x_unit="MM", distance_y_unit="MM")  # fmt: skip
        inner = SubElement(pattern, "symbol", type="marker", name=f"@{name}@0", alpha="1")
        _layer(
            inner,
            "SimpleMarker",
            name="circle",
            color=HATCH_COLOUR,
            outline_style="no",
            size="0.5",
            size_unit="MM",
        )


def _layer(parent: Element, kind: str, **properties: str) -> Element:
    layer = SubElement(parent, "layer", {"class": kind, "pass": "0", "enabled": "1", "locked": "0"})
    options = SubElement(layer, "Option", type="Map")
    for name, value in properties.items():
        SubElement(options, "Option", type="QString", name=name, value=value)
    for name, value in properties.items():
        # Before 3.22 QGIS read properties in this form only.
        SubElement(layer, "prop", k=name, v=value)
    return layer


def _labels(root: Element, label: str) -> None:
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    text = SubElement(
        settings,
        "text-style",
        fieldName=_short(label),
        isExpression="1",
        fontFamily=FONT,
        fontSize="7",
        fontSizeUnit="Point",
        fontWeight="50",
        namedStyle="Book",
        textColor="26,26,26,255",
        textOpacity="1",
    )
    SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.6",
        bufferSizeUnits="MM",
        bufferColor="255,255,255,255",
    )
    # Over the polygon, horizontal, and left out where two would collide; a border is no obstacle.
    SubElement(
        settings, "placement", placement="1", placementFlags="10", centroidInside="1",
        centroidWhole="1",
    )  # fmt: skip
    SubElement(settings, "rendering", displayAll="0", drawLabels="1", obstacle="0")


def _short(column: str) -> str:
    """Shorten the kind before a name, as the printed maps do: an expression of QGIS."""
    expression = f'"{column}"'
    for full, short in {kind.vi: kind.head for kind in KINDS.values()}.items():
        expression = f"replace({expression}, '{full} ', '{short}')"
    return expression


def _colour(text: str) -> str:
    red, green, blue = (int(text[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},255"
