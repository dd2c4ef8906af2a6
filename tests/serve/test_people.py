"""People before the workbench: invitations and roles, opinions, comments, minutes, a story."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from conftest import SMALL, write_small
from playwright.sync_api import Browser, expect
from serving import Client, entered, served, started
from sitting import begin, browsing

HEADS = ("Mã", "Thôn, tổ dân phố", "Tổng số hộ", "Số hộ tham gia", "Đồng ý", "Không đồng ý")
ROWS = [("11", "Thôn Đông", 100, 90, 46, 40), ("12", "Thôn Tây", 100, 90, 60, 30)]
LAW = SMALL.replace("vn-commune-76-2025", "vn-commune-112-2025")
ALL = {"reader": 200, "editor": 200, "chair": 200}


def _table(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def _sent(data: bytes, name: str = "kiem_phieu.xlsx") -> dict[str, str]:
    return {"name": name, "data": base64.b64encode(data).decode(), "by": "Hoa"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = write_small(tmp_path_factory.mktemp("people"))
    (folder / "chin.yaml").write_text(LAW, encoding="utf-8")
    with served(folder / "ws", folder / "chin.yaml") as (host, key):
        yield entered(host, key)


def _invited(client: Client, name: str, role: str) -> Client:
    address = client.post("invitations", {"name": name, "role": role})["address"]
    assert address.startswith(f"http://{client.host}/?key=")
    guest = entered(client.host, address.partition("key=")[2])
    assert guest.get("me") == {"name": name, "role": role}
    # The key opens once.
    assert Client(client.host).ask("GET", address.removeprefix(f"http://{client.host}"))[0] == 401
    return guest


def _act(client: Client, path: str, *actions: dict[str, Any], **more: Any) -> Any:
    return client.post(f"{path}/actions", {"actions": list(actions), "by": "Lan", **more})


def _frozen(client: Client, name: str) -> str:
    path = client.begin(name, "chin")
    merge = {"kind": "merge", "units": ["11", "12"]}
    _act(client, path, merge, {"kind": "freeze"})
    return path


def test_who_acts_is_told_by_the_invitation_and_not_by_the_browser(client: Client) -> None:
    path = client.begin("Tên người", "chin")
    minh = _invited(client, "Minh", "editor")
    _act(minh, path, {"kind": "merge", "units": ["11", "12"]}, by="Lan")
    minh.post(f"{path}/go/undo", {"by": "Lan"})
    entries = client.get(f"{path}/tree")["entries"]
    assert [(each["by"], each["kind"]) for each in entries[1:]] == [
        ("Minh", "merge"),
        ("Minh", "goto"),
    ]
    made = minh.post("workspaces", {"name": "Của Minh", "scenario": "chin", "by": "Lan"})
    assert client.get(f"w/{made['id']}/tree")["entries"][0]["by"] == "Minh"
    # Who started the program is called as they say.
    assert client.get("me") == {"name": "", "role": "chair"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("GET", "{path}/state", None), ALL),
        (("GET", "{path}/people", None), ALL),
        (("POST", "{path}/preview", {"action": {"kind": "freeze"}, "seq": 1}), ALL),
        (
            ("POST", "{path}/actions", {"actions": [{"kind": "note", "text": "?"}]}),
            {**ALL, "reader": 403},
        ),
        (
            ("POST", "{path}/actions", {"actions": [{"kind": "note", "text": "?"}] * 2}),
            {**ALL, "reader": 403},
        ),
        (
            (
                "POST",
                "{path}/actions",
                {"actions": [{"kind": "note", "text": "?"}, {"kind": "freeze"}]},
            ),
            {"reader": 403, "editor": 403, "chair": 200},
        ),
        (("POST", "{path}/go/undo", {}), {"reader": 403, "editor": 200, "chair": 200}),
        (("POST", "{path}/jobs", {"kind": "submit", "seq": 1}), {"reader": 403, "editor": 403}),
        (("POST", "invitations", {"name": "X", "role": "chair"}), {"reader": 403, "editor": 403}),
        (("POST", "{path}/tally", {"name": "a.xlsx", "data": ""}), {"reader": 403}),
        (("POST", "{path}/register", {"name": "a.xlsx", "data": ""}), {"reader": 403}),
        (("DELETE", "{path}/jobs/none", None), {"reader": 403, "editor": 404}),
    ],
)
def test_each_role_may_do_what_it_may(
    client: Client, asked: tuple[str, str, Any], expected: dict[str, int]
) -> None:
    method, where, body = asked
    for role, status in expected.items():
        path = client.begin(f"{role} {abs(hash(repr(asked)))}", "chin")
        _act(client, path, {"kind": "note", "text": "đầu"})
        guest = _invited(client, "Hoa", role)
        answer = guest.ask(method, f"/api/v1/{where.format(path=path)}", body)
        assert answer[0] == status, (role, answer)
        if status == 403:
            assert "lời mời làm" in json.loads(answer[2])["problems"][0]["text"]["vi"]


def test_a_tally_is_read_into_the_submitted_version_and_an_edit_makes_it_void(
    client: Client,
) -> None:
    path = client.begin("Kiểm phiếu", "chin")
    _act(client, path, {"kind": "merge", "units": ["11", "12"]})
    brought = _sent(_table(HEADS, *ROWS))
    status, _, data = client.ask("POST", f"/api/v1/{path}/tally", brought)
    assert (
        status == 422 and "phương án còn đang vẽ" in json.loads(data)["problems"][0]["text"]["vi"]
    )
    _act(client, path, {"kind": "freeze"})
    assert client.post(f"{path}/tally", brought)["count"] == 2
    # Read once more it says nothing new.
    assert client.post(f"{path}/tally", brought)["count"] == 0
    told = client.get(f"{path}/people")
    assert [(e["unit"], e["percent"], e["enough"]) for e in told["opinions"]] == [
        ("11", 46.0, False),
        ("12", 60.0, True),
    ]
    # Article 5 as it is reported: from 50 % on, of all households.
    assert (told["rule"]["least_percent"], told["rule"]["more_than"]) == (50, False)
    assert told["rule"]["article"] == "Điều 5 Nghị định số 321/2025/NĐ-CP"
    assert told["rule"]["confidence"] == "reported" and told["void"] == []
    branch = {"kind": "branch", "name": "sửa", "to": told["seq"]}
    moved = _act(client, path, branch, {"kind": "seat", "unit": "11"})
    void = client.get(f"{path}/people?seq={moved['seq']}")["void"]
    assert [each["unit"] for each in void] == ["11", "12"]
    assert "hết hiệu lực, phải lấy ý kiến lại" in void[0]["said"]["vi"]
    assert [each["said"] for each in moved["change"]["state"]["void"]] == [e["said"] for e in void]
    ways = client.get(f"{path}/around?unit=11&seq={told['seq']}")
    assert [(way["names"], way["how"]) for way in ways] == [(["sửa"], "asked_anew")]
    status, _, data = client.ask("POST", f"/api/v1/{path}/tally", _sent(b"x", "a.exe"))
    assert status == 422 and ".xlsx" in json.loads(data)["problems"][0]["text"]["vi"]


def test_a_register_is_read_and_answered_and_stands_in_the_minutes(client: Client) -> None:
    path = _frozen(client, "Biên bản")
    heads = ("Văn bản, cơ quan góp ý", "Ngày", "Đơn vị liên quan (mã hoặc tên)")
    heads += ("Nội dung góp ý", "Tiếp thu, giải trình", "Phiên bản đã xử lý")
    rows = [
        ("12/BNV", "01/12/2026", "11; 12", "Trụ sở xa dân.", "Đã dời.", "phương án 2"),
        ("HĐND xã", "02/12/2026", None, "Thiếu tên gọi.", None, None),
    ]
    brought = _sent(_table(heads, *rows), "gop_y.xlsx")
    assert client.post(f"{path}/register", brought)["count"] == 3
    assert client.post(f"{path}/register", brought)["count"] == 0
    answer = {"kind": "answer", "number": 2, "text": "Đã bổ sung.", "to": 3}
    _act(client, path, answer)
    comments = client.get(f"{path}/people")["comments"]
    assert [(each["said"], each["answer"]) for each in comments] == [
        ("Trụ sở xa dân.", "Đã dời."),
        ("Thiếu tên gọi.", "Đã bổ sung."),
    ]
    bad = _sent(_table(heads, ("12/BNV", "", "Không đâu", "?", None, None)), "gop_y.xlsx")
    status, _, data = client.ask("POST", f"/api/v1/{path}/register", bad)
    assert status == 422 and "Không đâu" in json.loads(data)["problems"][0]["text"]["vi"]
    status, headers, data = client.ask("GET", f"/api/v1/{path}/minutes")
    assert status == 200 and "wordprocessingml" in headers["content-type"]
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "Trụ sở xa dân." in cells and "Đã bổ sung." in cells
    assert any("Chốt phương án để trình" in cell for cell in cells)


@pytest.mark.slow
def test_opinions_come_back_at_46_percent_and_the_page_says_what_avoids_that(
    browser: Browser, tmp_path: Path
) -> None:
    """Story 6, and who was invited: by mouse and keys alone."""
    folder = write_small(tmp_path)
    (folder / "chin.yaml").write_text(LAW, encoding="utf-8")
    server = started(folder / "ws", folder / "chin.yaml")
    try:
        with browsing(browser, server) as seat:
            page = seat.page()
            begin(page, "chin", "Lấy ý kiến")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("m")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
            expect(page.locator("#versions [data-seq]")).to_have_count(2)
            page.click("#new-branch")
            page.locator("dialog input").fill("khác")
            page.keyboard.press("Enter")
            expect(page.locator("#branch")).to_have_value("khác")
            # On a branch the seat is another: both members would be asked something else.
            page.get_by_role("button", name="Đặt trụ sở ở đây").click()
            expect(page.locator("#versions [data-seq]")).to_have_count(4)
            page.click("#people")
            expect(page.locator("#answer")).to_contain_text("Chốt phương án")
            page.locator("#branch").select_option("main")
            expect(page.locator("#versions [data-seq]")).to_have_count(2)
            page.click("#freeze")
            page.get_by_role("button", name="Đồng ý").click()
            expect(page.locator("#saved")).to_have_class("frozen")
            page.click("#people")
            form = page.locator("#hearing")
            for label, value in (("Tổng số hộ", 100), ("Tham gia", 90), ("Đồng ý", 46)):
                form.get_by_label(label, exact=True).fill(str(value))
            form.get_by_label("Không đồng ý").fill("40")
            form.get_by_role("button", name="Ghi ý kiến").click()
            row = page.locator("#tallies tr.poor")
            expect(row).to_contain_text("46,00 ✗")
            page.get_by_role("button", name="Phương án nào không hỏi vậy?").click()
            way = page.locator("#answer .way")
            expect(way).to_contain_text("– khác")
            expect(way).to_contain_text("hỏi phương án khác")
    finally:
        server.end()
