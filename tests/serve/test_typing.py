"""A page in the middle of something: what others do, and what comes late, takes nothing away."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SMALL, write_small
from playwright.sync_api import Browser, Page, expect
from serving import Client, Server, started
from sitting import begin, browsing

# The first two answers about the branch are told as they stood, only later.
LATE = """
const asked = window.fetch;
window.late = 0;
window.fetch = async (path, ...more) => {
  const answer = await asked(path, ...more);
  if (!String(path).endsWith("/tree") || window.late >= 2) return answer;
  window.late += 1;
  await new Promise((go) => setTimeout(go, 1500));
  return answer;
};
"""


def _started(place: Path) -> Server:
    folder = write_small(place)
    law = SMALL.replace("vn-commune-76-2025", "vn-commune-112-2025")
    (folder / "chin.yaml").write_text(law, encoding="utf-8")
    return started(folder / "ws", folder / "chin.yaml")


def _merge(page: Page) -> None:
    for key in ("ArrowRight", "m", "ArrowRight", "Enter"):
        page.keyboard.press(key)


@pytest.mark.slow
def test_what_comes_late_of_a_branch_does_not_undo_what_was_drawn(
    browser: Browser, tmp_path: Path
) -> None:
    server = _started(tmp_path)
    try:
        with browsing(browser, server) as seat:
            page = seat.page()
            page.add_init_script(LATE)
            page.reload()
            begin(page, "chin", "Trễ")
            _merge(page)
            versions = page.locator("#versions [data-seq]")
            expect(versions).to_have_count(2)
            page.wait_for_timeout(3000)
            expect(versions).to_have_count(2)
            assert page.evaluate("window.late") == 2
            expect(page.locator("#figures")).to_contain_text("8 trên 9")
    finally:
        server.end()


@pytest.mark.slow
def test_what_is_typed_outlives_a_merger_of_somebody_else(browser: Browser, tmp_path: Path) -> None:
    server = _started(tmp_path)
    try:
        with browsing(browser, server) as seat:
            page = seat.page()
            begin(page, "chin", "Góp ý")
            path = "w/" + page.url.rpartition("#")[2].partition("/")[0]
            _merge(page)
            page.click("#people")
            form = page.locator("#commenting")
            form.get_by_label("Nội dung").fill("Trụ sở đặt ở xa")
            form.get_by_label("Văn bản, cơ quan góp ý").press_sequentially("Công văn 12")
            # What is commented on is chosen on the map while the sentence stands half written.
            page.locator("#search").fill("Unit 33")
            page.keyboard.press("Enter")
            expect(form.locator("b")).to_have_text("Xã Unit 33")
            expect(form.get_by_label("Nội dung")).to_have_value("Trụ sở đặt ở xa")
            writing = form.get_by_label("Văn bản, cơ quan góp ý")
            writing.focus()
            cookies = [f"{each['name']}={each['value']}" for each in seat.context.cookies()]
            drawn = {"kind": "merge", "units": ["32", "33"]}
            Client(server.host, "; ".join(cookies)).post(
                f"{path}/actions", {"actions": [drawn], "by": "Hoa"}
            )
            expect(page.locator("#figures")).to_contain_text("7 trên 9")
            expect(writing).to_be_focused()
            page.keyboard.press("End")
            page.keyboard.type(" của xã")
            expect(writing).to_have_value("Công văn 12 của xã")
            form.get_by_role("button").click()
            expect(page.locator("#answer")).to_contain_text("Công văn 12 của xã")
            # Sent, and so not offered again.
            expect(form.get_by_label("Nội dung")).to_have_value("")
    finally:
        server.end()
