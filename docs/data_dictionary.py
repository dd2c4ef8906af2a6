"""Write docs/data-dictionary.md from COLUMNS, on standard output."""

from planner.sources.settings import NOT_READ
from planner.units import COLUMNS

COMBINES = {
    "sum": "tổng · sum",
    "largest": "theo thành viên đông dân nhất · that of the most populous member",
    "any": "có nếu một thành viên có · true if any member's is",
    "all": "có nếu mọi thành viên có · true if all members' are",
    "mean": "trung bình theo dân số · mean, weighted by people",
    "same": "giá trị chung, nếu khác thì nối lại · the common value, else both joined",
    "law": "theo quy định · decided by the rule set",
    "union": "hợp các ranh giới · union of outlines",
}
HEAD = """\
# Bảng dữ liệu đơn vị · Data dictionary

Mỗi đơn vị là một hàng, khóa là `code` (văn bản, giữ số 0 ở đầu). A row is a unit, its key is
`code` (text; leading zeros are kept). This page is written from `COLUMNS` in
`planner/units/columns.py` by `python docs/data_dictionary.py > docs/data-dictionary.md`;
a test compares the two.

"Computed" columns cannot be brought in a file. A required column may come from a joined table; the
area is measured where no file gives it.

| column | Vietnamese | English | unit | type | when units merge | in a file |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Write the whole page."""
    rows = []
    for name, column in COLUMNS.items():
        given = "computed" if name in NOT_READ else "required" if column.required else "optional"
        if name == "geometry":
            given = "required"
        cells = (f"`{name}`", column.vi, column.en, column.unit, column.dtype)
        rows.append(f"| {' | '.join((*cells, COMBINES[column.combine], given))} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    print(page(), end="")
