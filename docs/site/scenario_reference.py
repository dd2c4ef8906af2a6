"""Write the reference of scenarios from the classes that read them, on standard output."""

from __future__ import annotations

import ast
import datetime
import inspect
import textwrap
import types
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from ruamel.yaml import YAML

from planner.plan.terms import TERMS
from planner.scenario import Scenario
from planner.words import Text

VIETNAMESE = Path(__file__).with_name("scenario_vi.yaml")
HEAD = """\
# Kịch bản · Scenario reference

Kịch bản là một tệp YAML. Trang này được viết từ chính các lớp đọc kịch bản, khi lập trang: khóa
nào không có ở đây thì chương trình không nhận. Giá trị mặc định in trong cột cuối; “bắt buộc”:
phải ghi. Đường dẫn tính từ thư mục chứa kịch bản.

*A scenario is a YAML file. This page is written from the classes that read it, when the site is
built: a key that is not here is refused. Paths are taken from the folder of the scenario.*

Hai khóa nữa, ngoài các lớp · two more keys: `extends: tệp.yaml` chỉ ghi phần khác với kịch bản ấy
(tập khóa được trộn, danh sách và giá trị được thay) · *takes another scenario, changes some keys*;
`--set khóa.con=giá_trị` trên dòng lệnh đổi một khóa sau cùng · *changes a key last*.

"""
COLUMNS = """\
| khóa · key | nội dung · what | kiểu · type | mặc định · default |
|---|---|---|---|
"""
PLAIN: dict[object, str] = {
    str: "chữ · text",
    int: "số nguyên · whole",
    float: "số · number",
    bool: "true / false",
    datetime.date: "ngày · date: 2026-06-30",
    Text: "chữ · text, hoặc · or `{vi: …, en: …}`",
}
STAGES = """\
## Các bước của mục tiêu · Stages

| `stage` | tiếng Việt | English | đơn vị · unit |
|---|---|---|---|
"""


@cache
def classes() -> dict[type[BaseModel], list[str]]:
    """Give every class of a scenario, with the keys under which it stands: ``units.tables``."""
    found: dict[type[BaseModel], list[str]] = {Scenario: []}
    waiting: list[type[BaseModel]] = [Scenario]
    for model in waiting:
        for name, field in model.model_fields.items():
            for inner in models(field.annotation):
                if inner not in found:
                    waiting.append(inner)
                known = found.setdefault(inner, [])
                places = [f"{above}.{name}" for above in found[model]] or [name]
                known += [each for each in places if each not in known]
    return found


def models(kind: object) -> Iterator[type[BaseModel]]:
    """Give the settings classes within a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in typing.get_args(kind):
        yield from models(part)


def sentences(model: type[BaseModel]) -> dict[str, str]:
    """Give the sentence below each field, its own or inherited: what it is for."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if not issubclass(each, BaseModel) or each is BaseModel:
            continue
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(each))).body
        assert isinstance(body, ast.ClassDef)
        for field, said in zip(body.body, body.body[1:]):
            match field, said:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=t)):
                    found[name] = " ".join(str(t).split())
    return found


def in_vietnamese(model: type[BaseModel]) -> dict[str, str]:
    """Give the same sentences in Vietnamese, that of the class itself by ``_``."""
    told = YAML(typ="safe").load(VIETNAMESE.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        found |= told.get(each.__name__, {})
    left = ({"_"} | set(model.model_fields)) - set(found)
    if left:
        raise KeyError(f"{VIETNAMESE.name}: {model.__name__} lacks {', '.join(sorted(left))}")
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
        return f"[`{classes()[kind][0]}`](#{kind.__name__.lower()})"
    return PLAIN.get(kind, getattr(kind, "__name__", str(kind)).lower())


def default(field: FieldInfo) -> str:
    """Say what holds where nothing is written."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "**bắt buộc**"
    if value is None or value == "" or isinstance(value, BaseModel):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table(model: type[BaseModel], places: list[str]) -> str:
    """Write the table of one class, Vietnamese before English, under the key where it stands."""
    said, vietnamese = sentences(model), in_vietnamese(model)
    rows = []
    for name, field in model.model_fields.items():
        limits = ", ".join(
            f"{sign} {getattr(each, key)}"
            for each in field.metadata
            for key, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
            if getattr(each, key, None) is not None
        )
        kind = words(field.annotation) + (f"; {limits}" if limits else "")
        english = said.get(name, "").replace("``", "`")
        text = vietnamese[name] + (f"<br>*{english}*" if english else "")
        text = text.replace("|", "\\|")
        rows.append(f"| `{name}` | {text} | {kind} | {default(field)} |\n")
    english = " ".join((inspect.getdoc(model) or "").replace("``", "`").split())
    called = places[0] if places else "Kịch bản · The scenario"
    also = ", ".join(f"`{each}`" for each in places[1:])
    head = f"{vietnamese['_']} *{english}*"
    head += f"\n\nCũng ở · also under: {also}" if also else ""
    title = f"## {called} {{ #{model.__name__.lower()} }}"
    return f"{title}\n\n{head}\n\n{COLUMNS}{''.join(rows)}\n"


def page() -> str:
    """Write the whole page: the scenario, then every class within it, each once."""
    stages = "".join(
        f"| `{key}` | {term.vi} | {term.en} | {term.unit} |\n" for key, term in TERMS.items()
    )
    tables = "".join(table(model, places) for model, places in classes().items())
    return HEAD + tables + STAGES + stages


if __name__ == "__main__":
    print(page(), end="")
