"""``units.gpkg``: the units before, after, and those that change, for any GIS."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataSourceError, FeatureError

from planner.evaluation import Evaluation
from planner.output.reports.tables import CHANGED, new_units, present_units
from planner.units import COLUMNS, full_name
from planner.units.provenance import provenance_of
from planner.words import Text
from planner.words.outputs.reports import ALIASES

# A GeoPackage carries the time of its last change; a fixed one keeps its bytes the same.
FIXED_DATE = "2000-01-01T00:00:00.000Z"
# Newer versions are read by older GIS programs with a warning, and hold nothing that we need.
GPKG = {"VERSION": "1.2"}
# The name by which a GeoPackage declares that its columns are described; nothing is fetched.
SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"


def layers(evaluation: Evaluation) -> dict[str, gpd.GeoDataFrame]:
    """Build the layers.

    Returns
    -------
    dict of GeoDataFrame
        ``present``, ``proposed`` and ``changes`` (the units that join, give
        their name or are divided), in the coordinate system of the units;
        ``code`` is a column.
    """
    present, proposed = present_units(evaluation), new_units(evaluation)
    for table in (present, proposed):
        table.insert(1, "full_name", full_name(table))
    present["law_reason"] = present["law_reason"].map(str)
    changed = present[present["role"].isin(CHANGED)]
    changes = changed[["role", "people", "area_km2", "geometry"]].assign(
        from_name=changed["full_name"],
        from_district=changed["district"],
        to_code=changed["new_code"],
        to_name=changed["new_name"],
    )
    named = {"present": present, "proposed": proposed, "changes": changes}
    return {name: table.reset_index() for name, table in named.items()}


def overlay_layers(units: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of one's own that maps draw, under the names that they have in the file."""
    overlays = provenance_of(units).overlays
    return {f"map_{n}": each.shapes for n, each in enumerate(overlays, 1)}


def write_layers(evaluation: Evaluation, path: Path) -> None:
    """Write the layers into one GeoPackage, the same bytes for the same content.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    tables = layers(evaluation)
    try:
        with fixed_date():
            add_layers(tables, path)
            add_layers(overlay_layers(evaluation.units), path, "Unknown")
        _describe(path, tables)
    except (DataSourceError, FeatureError, sqlite3.OperationalError) as error:
        # A full disk shows itself as any of these.
        raise OSError(str(error)) from error


def add_layers(
    tables: Mapping[str, gpd.GeoDataFrame], path: Path, kind: str = "MultiPolygon"
) -> None:
    """Add tables to a GeoPackage as layers of one kind of geometry."""
    for name, table in tables.items():
        pyogrio.write_dataframe(
            table,
            path,
            layer=name,
            driver="GPKG",
            geometry_type=kind,
            # None: where shapes are mixed.
            promote_to_multi=True if kind == "MultiPolygon" else None,
            dataset_options=GPKG,
        )


@contextmanager
def fixed_date() -> Iterator[None]:
    """Let a GeoPackage tell the same day whenever it is written."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _describe(path: Path, tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Give columns their Vietnamese alias and English description (extension ``schema``)."""
    known = ALIASES | {name: Text(_measured(c.vi, c.unit), c.en) for name, c in COLUMNS.items()}
    rows = [
        (layer, name, known[name].vi, known[name].vi, known[name].en)
        for layer, table in tables.items()
        for name in table.columns
        if name in known and name != "geometry"
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
            " name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,"
            " CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),"
            " CONSTRAINT gdc_tn UNIQUE (table_name, name))"
        )
        database.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
            " VALUES (?, ?, ?, ?, ?)",
            rows,
        )
        database.execute(
            "INSERT INTO gpkg_extensions"
            " VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', ?, 'read-write')",
            [SCHEMA],
        )


def _measured(heading: str, unit: str) -> str:
    return f"{heading}, {unit}" if unit else heading
