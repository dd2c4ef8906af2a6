"""The policy of a page: it runs our scripts, has our styles, and reaches for nothing.

A name that is read as markup, or a script that somebody puts into the file, does not run: the
browser knows each script and style of ours by its hash, and takes no other.
"""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

from planner.errors import PlannerError, Problem
from planner.words.text import say

HEAD = "<head>"


class _Inline(HTMLParser):
    """Collects the scripts and styles of a page, and what no hash can allow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"script": [], "style": []}
        self.loose: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Data are no script: no browser runs them.
        data = ("type", "application/json") in attrs
        self._inside = tag if tag in self.found and not data else ""
        if self._inside:
            self.found[tag].append("")
        self.loose += [name for name, _ in attrs if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[self._inside][-1] += data


def guarded(page: str) -> str:
    """Put a content security policy into a page, before anything that it speaks of.

    Parameters
    ----------
    page : str
        A finished page; nothing in it may change afterwards.

    Raises
    ------
    PlannerError
        It has scripts or styles in attributes, which its policy would not let work.
    """
    reader = _Inline()
    # A browser hashes what it reads, and reads one kind of line end.
    page = page.replace("\r\n", "\n").replace("\r", "\n")
    reader.feed(page)
    reader.close()
    if reader.loose or page.count(HEAD) != 1:
        raise PlannerError(
            Problem(
                say("map page"),
                say("scripts or styles in attributes: {names}", names=", ".join(reader.loose)),
                say("scripts and styles in elements of their own"),
                say("write them into the files of the page"),
            )
        )
    scripts, styles = (" ".join(map(_hash, reader.found[tag])) for tag in ("script", "style"))
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace(HEAD, f"{HEAD}\n    {meta}", 1)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
