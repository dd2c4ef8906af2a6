"""Errors in Vietnamese: real faults through the real command line, no English left in them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from conftest import Planner
from worlds import seeds

from planner.cli.commands import app
from planner.cli.commands.rules import rules_app
from planner.optimize import COHESION
from planner.plan.terms import TERMS
from planner.problem.limits import GroupSettings
from planner.units import COLUMNS
from planner.words.text import vietnamese

Prepare = Callable[[Path], object]


def put(name: str, content: str) -> Prepare:
    """Write a file of the small world."""
    return lambda folder: (folder / name).write_text(content, encoding="utf-8")


def edit(name: str, old: str, new: str) -> Prepare:
    """Change a file of the small world."""

    def apply(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return apply


def without_kind(folder: Path) -> None:
    """Take a column from the outlines of the small world."""
    path = folder / "units.gpkg"
    changed = gpd.read_file(path).drop(columns="kind")
    path.unlink()
    changed.to_file(path)


def nothing(_: Path) -> None:
    """Leave the small world as it is."""


def run(*changes: str) -> list[str]:
    """Run the small scenario with changes."""
    return ["run", "small.yaml", *(part for change in changes for part in ("--set", change))]


CHECK = ["check", "small.yaml"]
EVALUATE = ["evaluate", "small.yaml", "--plan", "plan.csv"]
# What is done, with what; then place, cause and mend as they have to be said.
FAULTS: dict[str, tuple[Prepare, list[str], str, str, str]] = {
    "no scenario": (
        nothing, ["run", "none.yaml"],
        "none.yaml", "không có tệp hoặc thư mục này", "kiểm tra lại đường dẫn",
    ),
    "a misspelt key": (
        edit("small.yaml", "max_members", "max_member"), run(),
        "small.yaml, khóa `groups.max_member`", "chương trình không có khóa này",
        "có phải ý ông/bà là `max_members`?",
    ),
    "a key twice": (
        edit("small.yaml", "groups:", "title_vi: a\ngroups:"), run(),
        "small.yaml, dòng ", "khóa `title_vi` bị lặp", "mỗi dòng một khóa và giá trị",
    ),
    "a bracket left open": (
        edit("small.yaml", "objective:", "bases: [a\nobjective:"), run(),
        "small.yaml, dòng ", "dấu ngoặc mở mà không đóng", "mỗi dòng một khóa và giá trị",
    ),
    "a quotation mark left open": (
        edit("small.yaml", "title_vi: ", 'title_vi: "'), run(),
        "small.yaml, dòng 1: ", "dấu nháy mở mà không đóng", "mỗi dòng một khóa và giá trị",
    ),
    "a tab": (
        edit("small.yaml", "  max_members", "\tmax_members"), run(),
        "small.yaml, dòng 12: ", "YAML chỉ thụt dòng bằng dấu cách", "mỗi dòng một khóa",
    ),
    "a colon too many": (
        edit("small.yaml", "title_vi: ", "title_vi: A: "), run(),
        "small.yaml, dòng 1: ", "hai lần `: ` trên một dòng", "mỗi dòng một khóa và giá trị",
    ),
    "a day of no calendar": (
        edit("small.yaml", "law:", "law:\n  as_of: 2025-02-30"), run(),
        "small.yaml", "ngày không có trong lịch", "mỗi dòng một khóa và giá trị",
    ),
    "a day of no calendar that is set": (
        nothing, run("law.as_of=2024-13-01"),
        "--set law.as_of=2024-13-01", "ngày không có trong lịch", "sửa lại giá trị",
    ),
    "a change without a value": (
        nothing, run("groups.max_members"),
        "--set groups.max_members", "cần KHÓA=GIÁ_TRỊ", "ghi theo mẫu --set",
    ),
    "a list for a code": (
        nothing, run("groups.keep=[[11]]"),
        "`groups.keep=[[11]]`", "[11]; cần chuỗi ký tự", "sửa lại giá trị",
    ),
    "a unit that is not there": (
        nothing, run("groups.keep=['99']"),
        "groups.keep", "không có đơn vị nào tên '99'", "tra lại: `plan.csv` của một kết quả",
    ),
    "a word for a number": (
        nothing, run("groups.max_members=ba"),
        "`groups.max_members=ba`", "'ba'; cần số nguyên", "sửa lại giá trị",
    ),
    "a number too large": (
        nothing, run("groups.max_members=40"),
        "`groups.max_members=40`", "40; cần giá trị không quá 12", "sửa lại giá trị",
    ),
    "no such level": (
        nothing, run("units.level=village"),
        "`units.level=village`", "cần 'commune', 'district' hoặc 'province'",
        "sửa lại giá trị",
    ),
    "no such stage": (
        nothing, run("objective=[inertai]"),
        "`objective=[inertai]`", "không có bước `inertai`", "là `inertia`?",
    ),
    "two ways to count": (
        nothing, run("count={exactly: 3, at_most: 4}"),
        "`count={exactly: 3, at_most: 4}`", "chỉ ghi một trong ba", "sửa lại các giá trị",
    ),
    "a base that is not there": (
        nothing, run("plan_on=công an"),
        "small.yaml", "không có nguồn số liệu 'công an'; các nguồn khai báo ở `bases`: chưa có",
        "sửa lại các giá trị",
    ),
    "a base made of nothing": (
        nothing, run("bases=[{name: công an}]"),
        "`bases=[{name: công an}]`", "ghi đúng một trong hai khóa: `table` hoặc `factor`",
        "sửa lại các giá trị",
    ),
    "contradictory links": (
        nothing, run("groups.together=[['11', '12']]", "groups.apart=[['11', '12']]"),
        "groups.together và groups.apart", "11 và 12 vừa phải cùng",
        "bỏ [11, 12] khỏi một trong hai khóa",
    ),
    "too few new units": (
        nothing, run("count.exactly=2"),
        "count", "yêu cầu đúng 2 đơn vị mới", "tăng `groups.max_members`",
    ),
    "a result that is a file": (
        put("out", ""), [*run(), "--out", "out"],
        "out", "đây là tệp", "chọn thư mục khác bằng `--out`",
    ),
    "people in words": (
        edit("people.csv", "\n21,", "\n21,x"), CHECK,
        "people.csv, dòng 5, cột people", "không phải là số", "sửa ô này thành số",
    ),
    "a row twice": (
        edit("people.csv", "\n12,", "\n11,"), CHECK,
        "people.csv, cột code", "mã bị lặp: 11", "bỏ các dòng bị lặp",
    ),
    "no table": (
        lambda folder: (folder / "people.csv").unlink(), CHECK,
        "people.csv", "không có tệp này trong", "sửa lại đường dẫn",
    ),
    "no column": (
        without_kind, CHECK,
        "units.gpkg, cột kind", "ô trống", "khai báo cách ghi loại đơn vị ở `units.kinds`",
    ),
    "no map": (
        put("units.gpkg", "no map"), CHECK,
        "units.gpkg", "không phải dữ liệu bản đồ", "ghi tệp ranh giới ở `units.boundaries`",
    ),
    "no rule set": (
        nothing, [*CHECK, "--set", "law.ruleset=vn-x"],
        "bộ quy định `vn-x`", "không có bộ quy định này", "xem lệnh `planner rules list`",
    ),
    "no law on that day": (
        nothing, [*CHECK, "--set", "law={ruleset: auto, as_of: 1990-01-01}"],
        "as_of: 1990-01-01", "không có bộ quy định nào có hiệu lực đối với cấp xã", "đổi `as_of`",
    ),
    "a plan of one row": (
        put("plan.csv", "code,new_code\n11,11\n"), EVALUATE,
        "plan.csv", "thiếu dòng của 12", "thêm cho mỗi đơn vị một dòng",
    ),
    "a plan without new codes": (
        put("plan.csv", "code\n11\n"), EVALUATE,
        "plan.csv, dòng tiêu đề", "có các cột code", "thêm các cột này",
    ),
    "no run to compare": (
        nothing, ["compare", ".", ".."], ".", "thiếu ", "tạo bằng `planner run`",
    ),
    "no folder to map": (
        nothing, ["map", "out"],
        "out", "không có tệp hoặc thư mục này; cần thư mục kết quả", "tạo bằng `planner run`",
    ),
    "a scenario to verify": (
        nothing, ["verify", "small.yaml"],
        "small.yaml", "đây là tệp; cần thư mục kết quả", "tạo bằng `planner run`",
    ),
    "a run twice": (
        nothing, ["compare", "out", "out"],
        "planner compare", "out được ghi nhiều lần; cần mỗi kết quả một lần", "bỏ phần bị lặp",
    ),
    "no run to verify": (nothing, ["verify", "."], ".", "thiếu ", "tạo bằng `planner run`"),
    "no such command": (
        nothing, ["rum"],
        "planner: ", "không có lệnh `rum`; cần một trong: init, check",
        "xem cách dùng bằng `planner --help`",
    ),
    "no such command of a group": (
        nothing, ["rules", "shw"],
        "planner rules: ", "không có lệnh `shw`; cần một trong: list, show",
        "xem cách dùng bằng `planner rules --help`",
    ),
    "a language and no command": (
        nothing, ["--lang", "vi"],
        "planner: ", "chưa ghi tên lệnh; cần một trong: init, check",
        "xem cách dùng bằng `planner --help`",
    ),
    "no such option": (
        nothing, [*run(), "--forc"],
        "planner run: ", "không có tùy chọn `--forc`; cần một trong: --force",
        "xem cách dùng bằng `planner run --help`",
    ),
    "no such option before a command": (
        nothing, ["--bla"],
        "planner: ", "không có tùy chọn `--bla`", "xem cách dùng bằng `planner --help`",
    ),
    "the language after the command": (
        nothing, [*run(), "--lang", "vi"],
        "planner run: ", "không có tùy chọn `--lang`",
        "ghi trước tên lệnh: `planner --lang vi …`",
    ),
    "an option without value": (
        nothing, [*CHECK, "--set"],
        "planner check: ", "`--set` chưa có giá trị", "xem cách dùng bằng `planner check --help`",
    ),
    "a value where none belongs": (
        nothing, [*run(), "--force=3"],
        "planner run: ", "`--force` kèm giá trị; cần chỉ ghi `--force`", "xem cách dùng bằng",
    ),
    "a path with spaces": (
        nothing, ["run", "phương", "án", "A.yaml"],
        "planner run: ", "`án A.yaml` là phần thừa của câu lệnh",
        "nếu đường dẫn có dấu cách, đặt cả đường dẫn trong dấu ngoặc kép",
    ),
    "no scenario named": (
        nothing, ["run"],
        "planner run: ", "thiếu `scenario`; cần tệp kịch bản", "xem cách dùng bằng",
    ),
    "no plan named": (
        nothing, EVALUATE[:2],
        "planner evaluate: ", "thiếu `--plan`; cần tệp phương án", "xem cách dùng bằng",
    ),
    "no rounds": (
        nothing, ["replay", "nowhere"],
        "tỉnh 'nowhere'", "không có tỉnh này", "chọn một trong số đó",
    ),
    "a file to lay out": (
        nothing, ["init", "small.yaml"],
        "small.yaml", "đây là tệp; cần thư mục", "chọn thư mục khác",
    ),
    "no such rule set to show": (
        nothing, ["rules", "show", "vn-x"],
        "bộ quy định `vn-x`", "không có bộ quy định này", "xem lệnh `planner rules list`",
    ),
    "a folder that is taken": (
        lambda folder: (folder / "data").mkdir(), ["init", "."],
        ".", "đã có data", "chọn thư mục khác; chưa có gì bị thay đổi",
    ),
}  # fmt: skip

# The same of a finished run, which stands in the folder `out`.
FAULTS_OF_A_RUN: dict[str, tuple[Prepare, list[str], str, str, str]] = {
    "a run that is there": (
        nothing, [*run(), "--out", "out"],
        "out: ", "đã có kết quả trong thư mục (bases.csv", "ghi đè bằng `--force`",
    ),
    "a lost file": (
        lambda folder: (folder / "out" / "units.gpkg").unlink(), ["map", "out"],
        "out: ", "thiếu units.gpkg", "tạo bằng `planner run`",
    ),
    "a layer that is none": (
        put("out/units.gpkg", "x"), ["map", "out"],
        "out/units.gpkg: ", "không đọc được lớp này; cần tệp GeoPackage", "chạy lại kịch bản",
    ),
    "a record cut off": (
        put("out/result.json", "{"), ["verify", "out"],
        "out/result.json: ", "không phải JSON hợp lệ từ dòng 1", "chạy lại kịch bản",
    ),
    "a record of another version": (
        edit("out/result.json", '"method"', '"how"'), ["map", "out"],
        "out/result.json: ", "thiếu mục, hoặc mục của phiên bản khác", "chạy lại kịch bản",
    ),
    "a certificate that is none": (
        put("out/certificate.json", "[]"), ["verify", "out"],
        "out/certificate.json: ", "không có các cặp khóa và giá trị", "chạy lại kịch bản",
    ),
    "no official law": (
        nothing, ["verify", "out", "--law", "none.yaml"],
        "none.yaml: ", "không có tệp hoặc thư mục này", "kiểm tra lại đường dẫn",
    ),
    "no such paper": (
        nothing, ["map", "out", "--paper", "A9"],
        "--paper: ", "'A9'; cần một trong: A4", "chọn một khổ giấy",
    ),
    "a plan against itself": (
        nothing, ["map", "out", "--against", "out"],
        "Chín ô vuông", "cùng các đơn vị hành chính hình thành sau sắp xếp",
        "ghi kết quả khác ở `--against`",
    ),
    "one run to compare": (
        nothing, ["compare", "out"],
        "planner compare: ", "1 phương án; cần từ 2 đến 5 phương án", "nêu các kết quả, ví dụ",
    ),
}  # fmt: skip


# Names that stand in messages as they are.
NAMES = {"code", "data", "out", "rules", COHESION, *COLUMNS, *TERMS, *GroupSettings.model_fields}
NAMES |= {str(command.name) for each in (app, rules_app) for command in each.registered_commands}


def english_words(text: str) -> set[str]:
    """Words of a text; file names, keys and quoted values are none."""
    plain = re.sub(r"`[^`]*`|'[^']*'|\S*[-./_=]\w\S*", " ", text)
    words = set(re.findall(r"[^\W\d_]+", plain.lower()))
    return {word for word in words if word.isascii()} - NAMES


OURS = {word for sentence in vietnamese().values() for word in english_words(sentence)}
THEIRS = {word for sentence in vietnamese() for word in english_words(sentence)} - OURS


def is_told(
    fault: tuple[Prepare, list[str], str, str, str], folder: Path, planner: Planner
) -> None:
    """Commit a fault, and see that place, cause and mend are said without English."""
    prepare, command, place, cause, mend = fault
    prepare(folder)
    done = planner(*command, folder=folder)
    assert done.returncode in (2, 3), done.stdout + done.stderr
    for words in (place, cause, mend):
        assert words in done.stderr
    assert not english_words(done.stderr) & THEIRS, done.stderr


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("case", seeds(list(FAULTS), 26))
def test_a_fault_is_told_in_vietnamese(
    small: Path, planner: Planner, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setenv("PLANNER_LANG", "vi")
    is_told(FAULTS[case], small, planner)


@pytest.mark.parametrize("case", FAULTS_OF_A_RUN)
def test_a_fault_of_a_run_is_told_in_vietnamese(
    nine_run: Path, tmp_path: Path, planner: Planner, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setenv("PLANNER_LANG", "vi")
    folder = Path(shutil.copytree(nine_run, tmp_path / "copy"))
    is_told(FAULTS_OF_A_RUN[case], folder, planner)


def test_json_has_each_field_in_both_languages(small: Path, planner: Planner) -> None:
    told = json.loads(planner("run", "none.yaml", "--json", folder=small).stdout)
    (problem,), (said,) = told["problems"], told["said"]
    assert problem == {part: texts["en"] for part, texts in said.items()}
    assert said["mend"] == {"vi": "kiểm tra lại đường dẫn", "en": "check the path"}
