"""The plan for a GIS: GeoPackage with styles, GeoJSON, GeoParquet, Shapefile, crosswalk.

The styles show what the printed sheets show; both read one table of
categories.  GeoPackage, GeoParquet and Shapefile are in VN-2000 in the
province's zone, GeoJSON is in degrees, as its standard wants.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError, FeatureError

from planner.evaluation import Evaluation
from planner.output.maps.printed.contents.categories import (
    Category,
    categories,
    change_category,
    present_category,
    proposal_category,
)
from planner.output.maps.printed.zones import zone_of
from planner.output.reports.layers import FIXED_DATE, add_layers, layers
from planner.output.reports.qml import style
from planner.plan import shares
from planner.units import COLUMNS, full_name
from planner.words import ROLES, Text
from planner.words.outputs.reports import ALIASES, AS_PRINTED, CATEGORY

# A Shapefile cuts the names of its columns to ten letters; these are ours, not cut by chance.
SHORT = {
    "code": "code",
    "full_name": "full_name",
    "name": "name",
    "kind": "kind",
    "district_code": "dist_code",
    "district": "district",
    "province_code": "prov_code",
    "province": "province",
    "people": "people",
    "people_base": "peop_base",
    "area_km2": "area_km2",
    "area_base": "area_base",
    "people_assumed": "peop_assum",
    "area_assumed": "area_assum",
    "law_role": "law_role",
    "status": "status",
    "category": "category",
    "role": "role",
    "new_code": "new_code",
    "new_name": "new_name",
    "member_codes": "mem_codes",
    "from_name": "from_name",
    "from_district": "from_dist",
    "to_code": "to_code",
    "to_name": "to_name",
}
# The last decimal of RFC 7946: a centimetre.
DEGREES = 1e-7
# Over the units of today: no fill, so that they are seen through.
CHANGES = [
    Category("joins", ROLES["joins"], "none", "////"),
    Category("gives_name", ROLES["gives_name"], "none", "....", heavy=True),
    Category("divided", ROLES["divided"], "none", "xxxx", heavy=True),
]


def write_gis(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Write the GIS files of a plan.

    Parameters
    ----------
    evaluation : Evaluation
        What to write.
    folder : Path
        Made with its parents if need be; files of an earlier call are replaced.

    Returns
    -------
    list of Path
        ``plan.gpkg`` with its styles inside; for each layer (``present``,
        ``proposed``, ``changes``) ``.qml``, ``.geojson``, ``.parquet`` and
        ``.shp`` with its companions; ``fields.csv`` (what the columns of the
        Shapefile mean) and ``crosswalk.csv`` (old code → new code).  The same
        bytes for the same content.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    zone = zone_of(evaluation.units)
    degrees = categorised(evaluation)
    tables = {name: zone.project(table) for name, table in degrees.items()}
    styles = {
        name: style(
            legend(name, table),
            _aliases(table),
            "from_name" if name == "changes" else "full_name",
        )
        for name, table in tables.items()
    }
    written: list[Path] = []

    def fresh(name: str) -> Path:
        path = folder / name
        path.unlink(missing_ok=True)
        written.append(path)
        return path

    try:
        _write_geopackage(tables, styles, fresh("plan.gpkg"))
        for name, table in tables.items():
            _write_text(styles[name], fresh(f"{name}.qml"))
            _write_geojson(degrees[name].to_crs(4326), fresh(f"{name}.geojson"))
            table.to_parquet(fresh(f"{name}.parquet"), index=False)
            _write_shapefile(table, fresh(f"{name}.shp"))
        _write_csv(field_dictionary(tables), fresh("fields.csv"))
        _write_csv(crosswalk(evaluation), fresh("crosswalk.csv"))
    except (DataSourceError, FeatureError, sqlite3.OperationalError) as error:
        # A full disk shows itself as any of these.
        raise OSError(str(error)) from error
    return written


def categorised(evaluation: Evaluation) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of a run the column ``category``, by which they are drawn."""
    keys = {
        "present": present_category(evaluation.units["kind"]),
        "proposed": proposal_category(evaluation),
        "changes": change_category(evaluation),
    }
    return {
        name: table.assign(category=table["code"].map(keys[name]).astype(str))
        for name, table in layers(evaluation).items()
    }


def legend(name: str, table: pd.DataFrame) -> list[Category]:
    """List the categories of a layer, in the order of the printed legend."""
    found = set(table["category"])
    if name == "changes":
        return [category for category in CHANGES if category.key in found]
    return categories(found)


def crosswalk(evaluation: Evaluation) -> pd.DataFrame:
    """List what becomes of each code.

    Returns
    -------
    DataFrame
        A row for each unit of today, more for a divided one: code, name and
        district of today, code and name of the new unit, the role, and the
        shares of area and people that go there.
    """
    units, plan = evaluation.units, evaluation.plan
    area, people = shares(units, plan)
    rows = plan.results.index.get_indexer(pd.Index(plan.parts["new_code"]))
    columns = units.index.get_indexer(pd.Index(plan.parts["code"]))
    roles = evaluation.moves.reset_index().set_index(["code", "new_code"])["role"]
    table = pd.DataFrame(
        {
            "old_code": plan.parts["code"].to_numpy(),
            "old_name": full_name(units).reindex(plan.parts["code"]).to_numpy(),
            "old_district": units["district"].reindex(plan.parts["code"]).to_numpy(),
            "new_code": plan.parts["new_code"].to_numpy(),
            "new_name": full_name(evaluation.merged).reindex(plan.parts["new_code"]).to_numpy(),
            "share_area": area[rows, columns],
            "share_people": people[rows, columns],
        }
    )
    keys = pd.MultiIndex.from_frame(table[["old_code", "new_code"]])
    table.insert(5, "role", roles.reindex(keys).to_numpy())
    return table.sort_values(["old_code", "new_code"], ignore_index=True)


def field_dictionary(tables: dict[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Say what the columns of the Shapefile mean.

    Returns
    -------
    DataFrame
        ``layer``, ``field`` (in the Shapefile), ``column`` (everywhere else),
        ``vi``, ``en``, ``unit``.
    """
    rows = []
    for layer, table in tables.items():
        known = _words(table)
        rows += [
            (
                layer,
                SHORT[name],
                name,
                known[name].vi,
                known[name].en,
                COLUMNS[name].unit if name in COLUMNS else "",
            )
            for name in SHORT
            if name in table
        ]
    return pd.DataFrame(rows, columns=["layer", "field", "column", "vi", "en", "unit"])


def _words(table: pd.DataFrame) -> dict[str, Text]:
    known = {name: column.words for name, column in COLUMNS.items()}
    known |= {**ALIASES, "category": CATEGORY}
    return {name: known[name] for name in table.columns if name in known}


def _aliases(table: pd.DataFrame) -> dict[str, str]:
    words = {name: said.vi for name, said in _words(table).items() if name != "geometry"}
    short = {SHORT[name]: vi for name, vi in words.items() if name in SHORT}
    return words | short


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    _write_text(table.to_csv(index=False, lineterminator="\n"), path)


def _write_geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    # Rounded here, since GDAL would leave lines of what is too thin for the seventh decimal.
    rounded = shapely.set_precision(table.geometry.to_numpy(), DEGREES)
    table = table.set_geometry(gpd.GeoSeries(rounded, index=table.index, crs=table.crs))
    pyogrio.write_dataframe(table, path, driver="GeoJSON", RFC7946="YES", WRITE_NAME="NO")


def _write_shapefile(table: gpd.GeoDataFrame, path: Path) -> None:
    kept = [name for name in SHORT if name in table]
    pyogrio.write_dataframe(
        table[[*kept, "geometry"]].rename(columns=SHORT),
        path,
        driver="ESRI Shapefile",
        geometry_type="Polygon",
        promote_to_multi=False,
        encoding="UTF-8",
        DBF_DATE_LAST_UPDATE=FIXED_DATE[:10],
    )


def _write_geopackage(
    tables: dict[str, gpd.GeoDataFrame], styles: dict[str, str], path: Path
) -> None:
    add_layers(tables, path)
    with closing(sqlite3.connect(path)) as database, database:
        # The table and its columns are those that QGIS makes and looks for.
        database.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
            " f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),"
            " f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,"
            " useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),"
            " update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
        )
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
            " owner, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)",
            [(name, name, text, str(AS_PRINTED), FIXED_DATE) for name, text in styles.items()],
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
        )
        database.execute("UPDATE gpkg_contents SET last_change = ?", [FIXED_DATE])
