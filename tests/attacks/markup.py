"""Documents that compute, include or grow: templates of Word, XML, YAML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from docx import Document

from . import base
from .attack import Attack, Ground, run_it, scenario
from .office import BOMB, EXTERNAL, QUADRATIC, ods, xlsx

LAUGHS_YAML = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi")
)


def _docx(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _parts(change: Callable[[dict[str, bytes]], object], *lines: str) -> bytes:
    """Make a docx, and change its parts."""
    with zipfile.ZipFile(io.BytesIO(_docx(*lines or ("{{ m.province }}",)))) as document:
        parts = {name: document.read(name) for name in document.namelist()}
    change(parts)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as document:
        for name, content in parts.items():
            document.writestr(name, content)
    return held.getvalue()


def _body(prologue: str, text: str) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        xml = parts["word/document.xml"].decode()
        xml = xml.replace("<w:document", f"{prologue}<w:document", 1).replace(
            "{{ m.province }}", text
        )
        parts["word/document.xml"] = xml.encode()

    return _parts(change)


def _relation(target: str) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        kind = (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        )
        more = f'<Relationship Id="rId99" Type="{kind}" Target="{target}" TargetMode="External"/>'
        parts[name] = parts[name].replace(b"</Relationships>", f"{more}</Relationships>".encode())

    return _parts(change)


def _report(content: bytes) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        path = ground.sent / "mau.docx"
        path.write_bytes(content.replace(b"{root}", str(ground.root).encode()))
        return ["report", str(ground.run), "--out", "dossier", "--template", str(path)]

    return build


def _templates() -> Iterator[Attack]:
    def include(ground: Ground) -> list[str]:
        return _report(_docx("{% include '" + str(ground.victim) + "' %}"))(ground)

    walk = "{{ m.__class__.__mro__[-1].__subclasses__() }}"
    for name, build in {
        "include": include,
        "include passwd": _report(_docx("{% include '/etc/passwd' %}")),
        "import": _report(_docx("{% import 'os' as os %}{{ os.getcwd() }}")),
        "endless loop": _report(
            _docx("{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}")
        ),
        "range": _report(_docx("{{ range(20_000_000)|list|length }}")),
        "range text": _report(_docx("{{ range(20000000)|join('xxxxxxxxxx') }}")),
        "percent": _report(_docx("{{ '%999999999d' % 1 }}")),
        "centre": _report(_docx("{{ 'x'|center(2000000000) }}")),
        "format": _report(_docx("{{ '{:>2000000000}'.format(1) }}")),
        "times": _report(_docx("{{ ('x' * 2000000000)|length }}")),
        "power": _report(_docx("{{ 9 ** (9 ** 9) }}")),
        "divided": _report(_docx("{{ 1/0 }}")),
        "recursion": _report(_docx("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")),
        "fork": _report(
            _docx(
                "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}"
                "{{ f(40) }}"
            )
        ),
        "globals": _report(_docx("{{ cycler.__init__.__globals__.os.popen('id').read() }}")),
        "classes": _report(_docx(walk)),
        "filter attr": _report(
            _docx("{{ m|attr('__class__')|attr('__init__')|attr('__globals__') }}")
        ),
        "open tag": _report(_docx("{% for a in m.formed %}")),
        "unknown": _report(_docx("{{ khong_co.ten.gi }}")),
        "doubling": _report(
            _docx(
                "{% set ns = namespace(s='xxxxxxxx') %}{% for a in range(40) %}"
                "{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s|length }}"
            )
        ),
    }.items():
        refuse = name not in ("unknown", "filter attr")
        yield Attack("templates", name, build, refuse, quick=name in ("include", "divided"))
    zeros = bytes(600_000_000)

    def bomb(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.png"] = zeros

    for name, make in {
        "broken xml": lambda: _parts(
            lambda parts: parts.update({"word/document.xml": b"<w:document>"})
        ),
        "no document": lambda: _parts(lambda parts: parts.pop("word/document.xml")),
        "no types": lambda: _parts(lambda parts: parts.pop("[Content_Types].xml")),
        "zip bomb": lambda: _parts(bomb),
        "laughs": lambda: _body(BOMB, "&j;"),
        "external": lambda: _body(EXTERNAL, "&s;"),
        "quadratic": lambda: _body(QUADRATIC, "&q;" * 20_000),
        "no zip": lambda: b"{{ m.province }}",
        "climbing part": lambda: _parts(
            lambda parts: parts.update({"../../../outside/x.xml": b"<a/>"})
        ),
        "relation": lambda: _relation("file:///etc/passwd"),
        "relation unc": lambda: _relation("\\\\10.0.0.1\\share\\a.dotm"),
        "macros": lambda: _parts(
            lambda parts: parts.update({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99})
        ),
    }.items():
        refuse = name not in ("relation", "relation unc", "climbing part", "macros")
        build = lambda ground, make=make: _report(make())(ground)  # noqa: E731
        yield Attack("docx", name, build, refuse, quick=name in ("broken xml", "external"))


def _text(name: str, content: str, *words: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        (ground.sent / name).write_text(
            content.replace("{root}", str(ground.root)), encoding="utf-8"
        )
        return [word.replace("{sent}", str(ground.sent)) for word in words]

    return build


def _entities() -> Iterator[Attack]:
    def tabled(name: str, content: bytes) -> Callable[[Ground], list[str]]:
        def build(ground: Ground) -> list[str]:
            (ground.sent / name).write_bytes(content.replace(b"{root}", str(ground.root).encode()))
            columns = {"people": "Dân số"}
            told = [{"file": name, "code": "Mã xã", "columns": columns, "base": "x"}]
            scenario(ground, units__tables=told)
            return run_it(ground)

        return build

    def law(content: str) -> Callable[[Ground], list[str]]:
        def build(ground: Ground) -> list[str]:
            (ground.sent / "law.yaml").write_text(content, encoding="utf-8")
            scenario(ground, law__ruleset="law.yaml")
            return run_it(ground)

        return build

    svg = f"<svg xmlns='http://www.w3.org/2000/svg'>{EXTERNAL}<text>&s;</text></svg>"
    run = ("run", "{sent}/evil.yaml", "--out", "out")
    small = base.SMALL
    for name, build in {
        "xlsx laughs": tabled("evil.xlsx", xlsx(base.rows(), prologue=BOMB, more="&j;")),
        "xlsx external": tabled("evil.xlsx", xlsx(base.rows(), prologue=EXTERNAL, more="&s;")),
        "xlsx quadratic": tabled(
            "evil.xlsx", xlsx(base.rows(), prologue=QUADRATIC, more="&q;" * 20_000)
        ),
        "ods laughs": tabled("evil.ods", ods(base.rows(), prologue=BOMB, more="&j;")),
        "ods external": tabled("evil.ods", ods(base.rows(), prologue=EXTERNAL, more="&s;")),
        "ods quadratic": tabled(
            "evil.ods", ods(base.rows(), prologue=QUADRATIC, more="&q;" * 20_000)
        ),
        "kml laughs": _text(
            "evil.kml",
            f"{BOMB}<kml><Document><name>&j;</name></Document></kml>",
            "data",
            "check",
            "{sent}/evil.kml",
        ),
        "gml laughs": _text("evil.gml", f"{BOMB}<a>&j;</a>", "data", "check", "{sent}/evil.gml"),
        "svg": _text("evil.svg", svg, "data", "check", "{sent}/evil.svg"),
        "yaml laughs": _text("evil.yaml", LAUGHS_YAML + small, *run),
        "yaml laughs title": _text(
            "evil.yaml",
            LAUGHS_YAML + small.replace("title_en: Nine communes of Gia Lai", "title_en: *i"),
            *run,
        ),
        "yaml tag": _text(
            "evil.yaml",
            small + "x: !!python/object/apply:os.system ['touch {root}/outside/owned']\n",
            *run,
        ),
        "yaml merge": _text("evil.yaml", "a: &a {<<: *a}\n" + small, *run),
        "yaml deep": _text("evil.yaml", "x: " + "[" * 20_000 + "\n" + small, *run),
        "yaml itself": _text("evil.yaml", small + "groups: &g {more: [*g]}\n", *run),
        "yaml keys": _text("evil.yaml", small + "? [a, {b: c}]\n: x\n", *run),
        "yaml twice": _text("evil.yaml", small + "law: {ruleset: vn-commune-76-2025}\n", *run),
        "law laughs": law(LAUGHS_YAML + "id: x\nstandards: *i\n"),
        "law tag": law("id: !!python/name:os.system\n"),
        "grid laughs": _text(
            "grid.yaml",
            LAUGHS_YAML + "scenarios: *i\n",
            "sweep",
            "{sent}/grid.yaml",
            "--out",
            "grid",
        ),
    }.items():
        yield Attack(
            "entities", name, build, quick=name in ("xlsx laughs", "yaml tag", "yaml laughs")
        )


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    yield from _templates()
    yield from _entities()
