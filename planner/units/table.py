"""Units: the table of administrative units, its columns, and how units combine.

``COLUMNS`` is the single source of truth for a column.  The input check,
``combine``, the columns of candidate groups, the headings of reports and the
data dictionary are all read from it.

A *Units* table is a GeoDataFrame: index ``code`` (text, leading zeros kept),
a projected coordinate system in metres, one row a unit.  A candidate group
and a merged unit have the same columns, so the same functions serve them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse

from planner.units.columns import COLUMNS, Combine
from planner.units.kinds import KINDS, Level
from planner.units.provenance import attach, provenance_of

Frame = TypeVar("Frame", bound=pd.DataFrame)
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Columns = pd.DataFrame | Mapping[str, object]
# Ways to combine what is yes, no or not known.
FLAGS = ("any", "all")


def full_name(table: pd.DataFrame, language: Literal["vi", "en"] = "vi") -> pd.Series[str]:
    """Name each unit with its kind: "Xã Sơn Kim 1", in English "Sơn Kim 1 Commune".

    Returns
    -------
    Series of str, index as ``table``
    """
    # Nobody knows how a kind that no table has goes with a name.
    words = {kind: getattr(entry, language) for kind, entry in KINDS.items()}
    kind, name = table["kind"].map(words).fillna("").astype(str), table["name"].astype(str)
    return (kind + " " + name if language == "vi" else name + " " + kind).str.strip()


def split_kind(text: str, level: Level | None = None) -> tuple[str, str]:
    """Part a full name into kind and name: "Xã Sơn Kim 1" → ("xa", "Sơn Kim 1").

    The kind is empty when the name begins with none.  Of kinds with the same word that of the
    ``level`` is taken, or the first.
    """
    for kind, entry in sorted(KINDS.items(), key=lambda each: each[1].level != level):
        if text.casefold().startswith(entry.vi.casefold() + " "):
            return kind, text[len(entry.vi) + 1 :].strip()
    return "", text.strip()


def kind_counts(units: pd.DataFrame) -> pd.DataFrame:
    """Count members of each kind: one column a kind, as the rules on results ask.

    Returns
    -------
    DataFrame of int64, index as ``units``, columns the keys of ``KINDS`` and what other kinds
    there are
    """
    kinds = list(dict.fromkeys([*KINDS, *KINDS.among(units["kind"])]))
    place = {kind: i for i, kind in enumerate(kinds)}
    own = np.array([place.get(kind, -1) for kind in units["kind"]], dtype=np.int64)
    counts = (own[:, None] == np.arange(len(place))).astype(np.int64)
    return pd.DataFrame(counts, index=units.index, columns=kinds)


def complete(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add absent optional columns, the derived ones, and set every dtype.

    Parameters
    ----------
    units : GeoDataFrame
        Index ``code``; at least the required columns; projected in metres.

    Returns
    -------
    GeoDataFrame
        Columns in the order of ``COLUMNS``, rows in the order of ``code``.
    """
    units = units.sort_index()
    if not {"x_m", "y_m"} <= set(units.columns):
        # The point of a unit is taken after projection: taken before, it moves
        # enough to change an optimal plan.
        points = shapely.point_on_surface(units.geometry.to_numpy())
        units = units.assign(x_m=shapely.get_x(points), y_m=shapely.get_y(points))
    derived: dict[str, object] = {}
    if "district_kind" not in units and "district" in units:
        derived["district_kind"] = units["district"].map(_district_kind)
    if "mountain" in units:
        mountain = units["mountain"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    else:
        mountain = np.zeros(len(units), dtype=bool)
    if "mountain_km2" not in units:
        derived["mountain_km2"] = np.where(mountain, units["area_km2"], 0.0)
    if "mountain_units" not in units:
        derived["mountain_units"] = mountain.astype(np.int64)
    for name, column in COLUMNS.items():
        if name not in units and name not in derived:
            derived[name] = column.default
    # Laid out once: columns set one by one cost more than all that is computed here.
    added = units[[]].assign(**derived)
    typed: dict[str, object] = {}
    for name, column in COLUMNS.items():
        if column.dtype != "geometry":
            own = (added if name in derived else units)[name]
            same = own.dtype == column.dtype
            typed[name] = own.array if same else pd.array(own, dtype=column.dtype)
    table = pd.DataFrame(typed, index=units.index)
    table["ward_percent"] = ward_percent(table)
    table["urban_district_percent"] = urban_district_percent(table)
    kept = gpd.GeoDataFrame(table, geometry=units.geometry.array, crs=units.crs)[list(COLUMNS)]
    kept.index = kept.index.astype("str")
    kept.index.name = "code"
    return attach(kept, provenance_of(units))


def with_derived(altered: Frame, units: pd.DataFrame) -> Frame:
    """Let the columns follow that hang on a mountain flag or an area, where these were altered.

    Elsewhere they stay: of a unit that was merged they say what its members are.

    Parameters
    ----------
    altered : DataFrame of n rows
        Units with other values; its columns are set in place.
    units : DataFrame of n rows
        As they were: where they come from goes with them.
    """
    flag, was = (table["mountain"].astype("boolean") for table in (altered, units))
    # Not known is a third state: who answers no has altered it.
    other = (flag.isna() != was.isna()) | (flag != was).fillna(False)
    other |= altered["area_km2"] != units["area_km2"]
    for name, of in (("mountain_km2", "area_km2"), ("mountain_units", "units")):
        altered[name] = np.where(other, np.where(flag.fillna(False), altered[of], 0), units[name])
    return attach(altered, provenance_of(units))


def ward_percent(table: Columns) -> FloatArray:
    """Share of wards among the communes that each unit holds, in percent; NaN without communes."""
    return _percent(table["wards"], table["communes"])


def urban_district_percent(table: Columns) -> FloatArray:
    """Share of urban districts, cities and towns among the districts of each unit, in percent."""
    return _percent(
        np.asarray(table["city_districts"]) + np.asarray(table["towns"]), table["districts"]
    )


def _percent(part: object, whole: object) -> FloatArray:
    """Share in percent, NaN of nothing."""
    numbers = np.asarray(whole, dtype=np.float64)
    percent = np.full(numbers.shape, np.nan)
    np.divide(100.0 * np.asarray(part), numbers, out=percent, where=numbers > 0)
    return percent


def _district_kind(name: str) -> str:
    """Read the kind of a district from its full name ("Thị xã Kỳ Anh" → ``thi_xa``)."""
    districts = ((kind, entry.vi) for kind, entry in KINDS.items() if entry.level == "district")
    return next((kind for kind, head in districts if str(name).startswith(head + " ")), "")


def combine(
    units: pd.DataFrame,
    area_share: sparse.csr_array,
    people_share: sparse.csr_array | None = None,
    columns: list[str] | None = None,
    ways: Mapping[str, Combine] | None = None,
) -> pd.DataFrame:
    """Combine units into larger ones, without outlines.

    Parameters
    ----------
    units : DataFrame
        Complete Units table of n rows; no outline is needed.
    area_share, people_share : csr_array of shape (m, n)
        Share of each unit's area and people that goes to each of m results.
        ``people_share`` is ``area_share`` when not given.  Whole units have 1.
    columns : list of str, optional
        Combine only these, for speed on large pools; all by default.
    ways : mapping of column to str, optional
        How to combine some columns, where a law says it otherwise than ``COLUMNS``.

    Returns
    -------
    DataFrame of m rows
        The columns of ``COLUMNS`` except outline and those that the law
        decides, plus one count of members a kind (see :func:`kind_counts`).
        ``people`` is rounded to whole persons.
    """
    return pd.DataFrame(combination(units, area_share, people_share, columns, ways))


def combination(
    units: pd.DataFrame,
    area_share: sparse.csr_array,
    people_share: sparse.csr_array | None = None,
    columns: list[str] | None = None,
    ways: Mapping[str, Combine] | None = None,
) -> dict[str, object]:
    """Give the columns of :func:`combine`, of shape (m,) each, before a table is made of them."""
    if people_share is None:
        members, people_share = _indicator(area_share), area_share
    else:
        members = _indicator((area_share + people_share).tocsr())
    wanted = [
        name for name in (columns or COLUMNS) if COLUMNS[name].combine not in ("law", "union")
    ]
    how = {name: (ways or {}).get(name, COLUMNS[name].combine) for name in wanted}
    flags = _flags(units, {name: way for name, way in how.items() if way in FLAGS}, members)
    people = units["people"].to_numpy(dtype=np.float64)
    result: dict[str, object] = {}
    largest: IntArray | None = None
    for name in wanted:
        column, way = COLUMNS[name], how[name]
        share = people_share if column.follows == "people" else area_share
        values = units[name]
        if way == "sum":
            if name in ("units", "mountain_units"):
                share = members  # a divided unit still is one member
            summed = share @ values.to_numpy(dtype=np.float64)
            result[name] = np.rint(summed).astype(np.int64) if column.dtype == "int64" else summed
        elif way == "mean":
            result[name] = _weighted_mean(values, people, share, members)
        elif way in FLAGS:
            result[name] = flags[name]
        elif way == "largest":
            if largest is None:
                largest = largest_member(people_share, people, members)
            result[name] = values.to_numpy()[largest]
        elif way == "same":
            result[name] = _common_value(values, members)
    is_kind = kind_counts(units)
    result |= {kind: members @ is_kind[kind].to_numpy() for kind in is_kind.columns.astype(str)}
    return result


def largest_member(
    people_share: sparse.csr_array, people: FloatArray, members: sparse.csr_array
) -> IntArray:
    """Find the member that brings most people; of equals the first by code.

    Returns
    -------
    ndarray of int64, shape (m,)
        Row positions in the Units table.
    """
    # One more each, so that a member without people is kept by the sparse sum.
    brought = (people_share.multiply(people[np.newaxis, :]) + members).tocsr()
    brought.sort_indices()
    starts = brought.indptr[:-1]
    most = np.repeat(np.maximum.reduceat(brought.data, starts), np.diff(brought.indptr))
    best = np.flatnonzero(brought.data == most)
    # The first entry at or after the start of a row is the row's own.
    first = best[np.searchsorted(best, starts)]
    return np.asarray(brought.indices[first], dtype=np.int64)


def _indicator(share: sparse.csr_array) -> sparse.csr_array:
    result = share.copy()
    result.eliminate_zeros()
    result.data = np.ones(len(result.data), dtype=np.int64)
    return result


def _flags(
    units: pd.DataFrame, how: Mapping[str, Combine], members: sparse.csr_array
) -> dict[str, pd.arrays.BooleanArray]:
    """Combine what is yes, no or not known, all such columns at once."""
    if not how:
        return {}
    columns = [units[name] for name in how]
    # Complete units have flags already, and copying them costs as much as all the rest.
    is_flag = [isinstance(column.dtype, pd.BooleanDtype) for column in columns]
    own = [
        (column if is_one else column.astype("boolean")).array
        for column, is_one in zip(columns, is_flag, strict=True)
    ]
    no_value = np.column_stack([flags.isna() for flags in own])
    has = np.column_stack([flags.to_numpy(dtype=bool, na_value=False) for flags in own])
    any_way = np.array([way == "any" for way in how.values()])
    decided = members @ ((has == any_way) & ~no_value).astype(np.int64) > 0
    unknown = members @ no_value.astype(np.int64) > 0
    # One member that has it, or lacks what all must have, decides; else one of which it is not
    # known leaves it open.
    yes, not_known = decided == any_way, ~decided & unknown
    return {
        name: pd.arrays.BooleanArray(yes[:, i].copy(), not_known[:, i].copy())
        for i, name in enumerate(how)
    }


def _weighted_mean(
    values: pd.Series[float],
    people: FloatArray,
    share: sparse.csr_array,
    members: sparse.csr_array,
) -> FloatArray:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    total = share @ people
    with np.errstate(invalid="ignore", divide="ignore"):
        weighted = (share @ (numbers * people)) / total
    empty = np.flatnonzero(total <= 0)
    if len(empty):
        plain = members[empty]
        weighted[empty] = (plain @ numbers) / np.diff(plain.indptr)
    # Rounded: 30 % and 30 % have a mean of 30 %, not of 29.999999999999996.
    return np.asarray(np.round(weighted, 9), dtype=np.float64)


def _common_value(values: pd.Series[str], members: sparse.csr_array) -> npt.NDArray[np.object_]:
    codes, names = pd.factorize(values, sort=True)
    if len(names) == 1:
        return np.full(members.shape[0], names[0], dtype=object)
    present = np.column_stack(
        [(members @ (codes == i).astype(np.int64)) > 0 for i in range(len(names))]
    )
    # Of ten thousands of groups few differ in what their members have.
    some, which = np.unique(present, axis=0, return_inverse=True)
    words = np.asarray(names, dtype=object)
    joined = np.array([" + ".join(words[row]) for row in some], dtype=object)
    return np.asarray(joined[which.ravel()], dtype=object)
