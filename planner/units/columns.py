"""The columns of a table of units: the single source of truth.

The input check, ``combine``, the columns of candidate groups, the headings of
reports and the data dictionary are all read from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from planner.words.text import Text

Combine = Literal["sum", "largest", "any", "all", "mean", "same", "law", "union"]


@dataclass(frozen=True)
class Column:
    """What a column means and how it combines when units merge.

    Attributes
    ----------
    dtype : str
        pandas dtype; ``boolean`` and ``Float64``-like facts may be ``NA``: not known.
    unit : str
        Unit of measure, empty for names and flags.
    vi, en : str
        Heading in reports, Vietnamese first.
    combine : str
        ``sum``; ``largest`` (value of the most populous member); ``any`` (one member
        suffices: what the merged unit then has itself, such as a land border, and what asks
        more of it); ``all`` (every member: what lowers a standard or frees from a duty);
        ``mean`` (weighted by people); ``same`` (the common value, else both
        joined by " + "); ``law`` (decided by the rule set from the counts of
        members); ``union`` (of outlines).
    follows : str
        Which share of a divided unit the value goes with: ``area`` or ``people``.
    required : bool
        Whether reading stops when it is absent or empty.
    default : object
        Value of an absent optional column.
    least, most : float
        A number outside them is a slip: no unit has more people or land than the country.
    """

    dtype: str
    unit: str
    vi: str
    en: str
    combine: Combine
    follows: Literal["area", "people"] = "area"
    required: bool = False
    default: object = pd.NA
    least: float = 0.0
    most: float = 1e12

    @property
    def words(self) -> Text:
        """Both headings."""
        return Text(self.vi, self.en)


COLUMNS: dict[str, Column] = {
    "name": Column("str", "", "Tên", "Name", "largest", required=True),
    "kind": Column("str", "", "Loại", "Kind", "law", required=True),
    "district_code": Column("str", "", "Mã huyện", "District code", "largest", default=""),
    "district": Column("str", "", "Huyện", "District", "largest", default=""),
    "district_kind": Column("str", "", "Loại huyện", "Kind of district", "largest", default=""),
    "province_code": Column("str", "", "Mã tỉnh", "Province code", "largest", default=""),
    "province": Column("str", "", "Tỉnh", "Province", "largest", default=""),
    "people": Column(
        "int64", "người", "Dân số", "People", "sum", "people", required=True, most=1e8
    ),
    "people_base": Column(
        "str", "", "Nguồn dân số", "Base of people", "same", default="not stated"
    ),
    "people_assumed": Column(
        "boolean",
        "",
        "Dân số chưa chắc chắn",
        "People not certain",
        "any",
        "people",
        default=False,
    ),
    "area_km2": Column(
        "float64", "km²", "Diện tích", "Area", "sum", required=True, least=1e-6, most=1e7
    ),
    "area_base": Column("str", "", "Nguồn diện tích", "Base of area", "same", default="not stated"),
    "area_assumed": Column(
        "boolean",
        "",
        "Diện tích chưa chắc chắn",
        "Area not certain",
        "any",
        default=False,
    ),
    "x_m": Column(
        "float64", "m", "X trung tâm", "Easting of centre", "mean", "people", least=-1e12
    ),
    "y_m": Column(
        "float64", "m", "Y trung tâm", "Northing of centre", "mean", "people", least=-1e12
    ),
    "mountain": Column("boolean", "", "Miền núi, vùng cao", "Mountainous", "law"),
    "mountain_km2": Column(
        "float64", "km²", "Diện tích thành viên miền núi", "Area of mountain members", "sum"
    ),
    "mountain_units": Column(
        "int64", "đơn vị", "Số thành viên miền núi", "Mountain members", "sum"
    ),
    "high_km2": Column(
        "float64",
        "km²",
        "Diện tích từ 200 m trở lên",
        "Area at 200 m and more",
        "sum",
        default=float("nan"),
    ),
    "settlements": Column(
        "float64",
        "đơn vị",
        "Số thôn, tổ dân phố",
        "Settlements",
        "sum",
        default=float("nan"),
    ),
    "mountain_settlements": Column(
        "float64",
        "đơn vị",
        "Số thôn miền núi",
        "Mountainous settlements",
        "sum",
        default=float("nan"),
    ),
    "island": Column("boolean", "", "Hải đảo", "Island", "all"),
    "coast": Column("boolean", "", "Giáp biển", "On the coast", "any"),
    "land_border": Column("boolean", "", "Biên giới đất liền", "Land border", "any"),
    "minority_percent": Column(
        "Float64",
        "%",
        "Tỷ lệ dân tộc thiểu số",
        "Ethnic minority share",
        "mean",
        "people",
        most=100.0,
    ),
    "coastal_hardship": Column("boolean", "", "ĐBKK bãi ngang ven biển", "Coastal hardship", "all"),
    "red_river_delta": Column("boolean", "", "Đồng bằng sông Hồng", "Red River delta", "all"),
    "central_city": Column(
        "boolean", "", "Thuộc thành phố trực thuộc TW", "In a centrally run city", "any"
    ),
    "upland_province": Column(
        "boolean",
        "",
        "Tỉnh miền núi, vùng cao, biên giới",
        "Province in mountains or on a land border",
        "all",
    ),
    "isolated": Column(
        "boolean", "", "Biệt lập, giao thông khó khăn", "Isolated, poor roads", "all"
    ),
    "unchanged_since_1945": Column(
        "boolean", "", "Ổn định từ năm 1945", "Unchanged since 1945", "all"
    ),
    "key_defence": Column(
        "boolean",
        "",
        "Trọng yếu quốc phòng, an ninh",
        "Key for defence and security",
        "all",
    ),
    "distinctive": Column(
        "boolean",
        "",
        "Đặc thù lịch sử, văn hóa, dân tộc, tôn giáo",
        "Distinctive history, culture, people or religion",
        "all",
    ),
    "hemmed": Column(
        "boolean",
        "",
        "Yếu tố đặc thù không cho nhập thêm đơn vị liền kề",
        "A special factor forbids adding a neighbour",
        "all",
    ),
    "planned_urban": Column(
        "boolean", "", "Quy hoạch thành đô thị", "Planned to become urban", "all"
    ),
    "rearranged": Column(
        "boolean", "", "Đã sắp xếp ở giai đoạn trước", "Rearranged in an earlier round", "all"
    ),
    "communes": Column(
        "int64", "đơn vị", "Số đơn vị cấp xã trực thuộc", "Communes it holds", "sum", default=0
    ),
    "wards": Column("int64", "đơn vị", "Số phường trực thuộc", "Wards it holds", "sum", default=0),
    "townships": Column(
        "int64", "đơn vị", "Số thị trấn trực thuộc", "Townships it holds", "sum", default=0
    ),
    "ward_percent": Column(
        "float64", "%", "Tỷ lệ phường", "Share of wards", "law", default=float("nan")
    ),
    "districts": Column(
        "int64", "đơn vị", "Số đơn vị cấp huyện trực thuộc", "Districts it holds", "sum", default=0
    ),
    "city_districts": Column(
        "int64", "đơn vị", "Số quận trực thuộc", "Urban districts it holds", "sum", default=0
    ),
    "towns": Column(
        "int64",
        "đơn vị",
        "Số thành phố, thị xã trực thuộc",
        "Cities and towns it holds",
        "sum",
        default=0,
    ),
    "urban_district_percent": Column(
        "float64",
        "%",
        "Tỷ lệ quận, thành phố, thị xã",
        "Share of urban districts, cities and towns",
        "law",
        default=float("nan"),
    ),
    "urban_percent": Column(
        "Float64", "%", "Tỷ lệ dân số đô thị", "Urban people", "mean", "people", most=100.0
    ),
    "industry_services_percent": Column(
        "Float64",
        "%",
        "Tỷ trọng công nghiệp, dịch vụ",
        "Industry and services in the economy",
        "mean",
        "people",
        most=100.0,
    ),
    "nonfarm_percent": Column(
        "Float64",
        "%",
        "Tỷ lệ lao động phi nông nghiệp",
        "Labour off the farm",
        "mean",
        "people",
        most=100.0,
    ),
    "budget_percent": Column(
        "Float64",
        "%",
        "Thu ngân sách so với chi",
        "Revenue to expenditure of the budget",
        "mean",
        "people",
    ),
    "poverty_percent": Column(
        "Float64", "%", "Tỷ lệ hộ nghèo đa chiều", "Poor households", "mean", "people", most=100.0
    ),
    "clean_water_percent": Column(
        "Float64",
        "%",
        "Dân số dùng nước sạch",
        "People with clean water",
        "mean",
        "people",
        most=100.0,
    ),
    "online_above_mean": Column(
        "Float64",
        "%",
        "Hồ sơ trực tuyến toàn trình, hơn bình quân của tỉnh",
        "Dossiers wholly online, above the mean of the province",
        "mean",
        "people",
        least=-100.0,
        most=100.0,
    ),
    "signed_percent": Column(
        "Float64", "%", "Văn bản đi ký số", "Letters signed digitally", "mean", "people", most=100.0
    ),
    "temporary_percent": Column(
        "Float64",
        "%",
        "Dân số tạm trú quy đổi so với thường trú",
        "Temporary residents to permanent ones",
        "mean",
        "people",
    ),
    "relic": Column("boolean", "", "Di tích quốc gia đặc biệt", "Special national relic", "all"),
    "unesco": Column("boolean", "", "Di sản UNESCO", "UNESCO heritage", "all"),
    "safe_zone": Column("boolean", "", "An toàn khu", "Safe zone", "all"),
    "strategic": Column(
        "boolean",
        "",
        "Vị trí chiến lược hoặc trung tâm du lịch quốc tế",
        "Strategic place or centre of tourism",
        "all",
    ),
    "cluster_centre": Column(
        "boolean", "", "Trung tâm cụm liên xã", "Centre of several communes", "all"
    ),
    "sector_centre": Column(
        "boolean", "", "Trung tâm chuyên ngành cấp tỉnh", "Centre of a sector", "all"
    ),
    "general_centre": Column(
        "boolean", "", "Trung tâm tổng hợp cấp tỉnh", "General centre of the province", "all"
    ),
    "cooperation": Column("boolean", "", "Hợp tác có ràng buộc", "In a binding cooperation", "all"),
    "units": Column("int64", "đơn vị", "Số đơn vị hợp thành", "Member units", "sum", default=1),
    "geometry": Column("geometry", "", "Ranh giới", "Outline", "union", required=True),
}


# Words of what is measured.
MEASURES = {name: column.words for name, column in COLUMNS.items() if column.unit}
