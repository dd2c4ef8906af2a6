"""Workbooks written part by part, so that each part can be evil."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx">'
    + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij")
    )
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY s SYSTEM "file://{root}/outside/secret.txt">]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY q "{"x" * 100_000}">]>'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
PLACE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _zip(parts: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return held.getvalue()


def xlsx(
    rows: Sequence[Sequence[object]],
    prologue: str = "",
    more: str = "",
    rest: str = "",
    dimension: str = "",
) -> bytes:
    """Write a workbook; `more` stands in the last cell, `rest` is XML after the last row."""
    lines = []
    for number, row in enumerate(rows, start=1):
        texts = [escape(str(value)) for value in row]
        if number == len(rows):
            texts[1] += more
        cells = "".join(
            f'<c r="{"ABCDEFGH"[column]}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            if not text.isdigit() or column == 0
            else f'<c r="{"ABCDEFGH"[column]}{number}"><v>{text}</v></c>'
            for column, text in enumerate(texts)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    sheet = (
        f'{HEAD}{prologue}<worksheet xmlns="{MAIN}">{dimension}'
        f"<sheetData>{''.join(lines)}{rest}</sheetData></worksheet>"
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    return _zip(
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{PLACE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{PLACE}.worksheet+xml"/>'
            "</Types>",
            "_rels/.rels": f'{HEAD}<Relationships xmlns="{package}/relationships"><Relationship '
            f'Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def ods(
    rows: Sequence[Sequence[object]],
    prologue: str = "",
    more: str = "",
    cell: str = "",
    row_mark: str = "",
    cut: int | None = None,
) -> bytes:
    """Write an OpenDocument sheet; `cell` and `row_mark` are attributes of the last ones."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    lines = []
    for number, row in enumerate(rows, start=1):
        last = number == len(rows)
        cells = "".join(
            f'<table:table-cell office:value-type="string"{" " + cell if last else ""}>'
            f"<text:p>{escape(str(value))}{more if last else ''}</text:p></table:table-cell>"
            for value in row
        )
        lines.append(f"<table:table-row{' ' + row_mark if last else ''}>{cells}</table:table-row>")
    content = (
        f"{HEAD}{prologue}<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return _zip(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{space}">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
            "content.xml": content[:cut],
        }
    )
