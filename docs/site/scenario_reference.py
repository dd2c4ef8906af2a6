"""Write the reference of scenarios from the classes that read them, on standard output."""

from __future__ import annotations

import ast
import datetime
import inspect
import textwrap
import types
import typing
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from planner.scenario import Scenario
from planner.terms import TERMS
from planner.words import Text

HEAD = """\
# Kịch bản · Scenario reference

Kịch bản là một tệp YAML. Trang này được viết từ chính các lớp đọc kịch bản, khi lập trang: khóa
nào không có ở đây thì chương trình không nhận. Giá trị mặc định in trong cột thứ ba; “bắt buộc”:
phải ghi. Đường dẫn tính từ thư mục chứa kịch bản.

*A scenario is a YAML file. This page is written from the classes that read it, when the site is
built: a key that is not here is refused. Paths are taken from the folder of the scenario.*

Hai khóa nữa, ngoài các lớp · two more keys: `extends: tệp.yaml` chỉ ghi phần khác với kịch bản ấy
(tập khóa được trộn, danh sách và giá trị được thay) · *takes another scenario, changes some keys*;
`--set khóa.con=giá_trị` trên dòng lệnh đổi một khóa sau cùng · *changes a key last*.

"""
COLUMNS = """\
| khóa · key | kiểu · type | mặc định · default | nội dung · what |
|---|---|---|---|
"""
PLAIN: dict[object, str] = {
    str: "chữ · text",
    int: "số nguyên · whole",
    float: "số · number",
    bool: "true / false",
    datetime.date: "ngày · date: 2026-06-30",
    Text: "chữ · text, hoặc · or {vi: …, en: …}",
}
STAGES = """\
## Các bước của mục tiêu · Stages

| `stage` | tiếng Việt | English | đơn vị · unit |
|---|---|---|---|
"""


def models(kind: object) -> Iterator[type[BaseModel]]:
    """Give the settings classes within a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in typing.get_args(kind):
        yield from models(part)


def sentences(model: type[BaseModel]) -> dict[str, str]:
    """Give the sentence below each field: what it is for."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, said in zip(body.body, body.body[1:]):
        match field, said:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                found[name] = " ".join(str(text).split())
    return found


def words(kind: object) -> str:
    """Name a type as a reader of YAML would."""
    if kind is type(None):
        return "null"
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return words(parts[0])
    if origin is typing.Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (typing.Union, types.UnionType):
        return " / ".join(words(part) for part in parts if part is not type(None))
    if origin in (list, tuple):
        return f"danh sách · list: {words(parts[0])}"
    if origin is dict:
        return f"khóa: giá trị · map: {words(parts[1])}"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    plain = {
        str: "chữ · text",
        int: "số nguyên · whole",
        float: "số · number",
        bool: "true / false",
    }
    return plain.get(kind, getattr(kind, "__name__", str(kind)).lower())  # type: ignore[arg-type]


def default(field: FieldInfo) -> str:
    """Say what holds where nothing is written."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "**bắt buộc**"
    if value is None or value == "" or isinstance(value, BaseModel):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table(model: type[BaseModel]) -> str:
    """Write the table of one class."""
    said = sentences(model)
    rows = []
    for name, field in model.model_fields.items():
        limits = ", ".join(
            f"{sign} {getattr(each, key)}"
            for each in field.metadata
            for key, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
            if getattr(each, key, None) is not None
        )
        kind = words(field.annotation) + (f"; {limits}" if limits else "")
        text = said.get(name, "").replace("``", "`").replace("|", "\\|")
        rows.append(f"| `{name}` | {kind} | {default(field)} | {text} |\n")
    head = (inspect.getdoc(model) or "").replace("``", "`")
    columns = (
        "| khóa · key | kiểu · type | mặc định · default | nội dung · what |\n|---|---|---|---|\n"
    )
    return f"## {model.__name__}\n\n{head}\n\n{columns}{''.join(rows)}\n"


def page() -> str:
    """Write the whole page: the scenario, then every class within it, each once."""
    waiting: list[type[BaseModel]] = [Scenario]
    for model in waiting:
        for field in model.model_fields.values():
            waiting += [each for each in models(field.annotation) if each not in waiting]
    stages = "".join(
        f"| `{key}` | {term.vi} | {term.en} | {term.unit} |\n" for key, term in TERMS.items()
    )
    return HEAD + "".join(map(table, waiting)) + STAGES + stages


if __name__ == "__main__":
    print(page(), end="")
