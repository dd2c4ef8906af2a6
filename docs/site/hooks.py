"""What the build of the site adds: pages made from the program, formulas, maps, our files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gallery
import scenario_reference
from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DOCS = Path(__file__).parents[1]
ASSETS = ("iframe-worker.js", "site.css", "icon.svg")
# Pages that lie beside docs/, and what they are called on the site; links follow.
BESIDE = {
    "../benchmarks/README.md": "benchmarks.md",
    "../benchmarks/NOTES.md": "benchmarks-notes.md",
}
MADE = {"reference/scenario.md": scenario_reference.page}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put a page for each rule set into the navigation, and formulas into the pages."""
    law = ["law/README.md", "law-coverage.md"]
    law += [f"law/{path.name}" for path in sorted((DOCS / "law").glob("*-*.md"))]
    for part in config.nav or []:
        if "Quy định" in part:
            part["Quy định"] = law
    fences: dict[str, Any] = config.mdx_configs.setdefault("pymdownx.superfences", {})
    fences["custom_fences"] = [{"name": "math", "class": "math", "format": formula}]
    return config


def formula(source: str, *_: object, **__: object) -> str:
    """Set a formula as MathML, which browsers draw by themselves."""
    return f'<div class="formula">{convert(source, display="block")}</div>'


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is not written by hand, or lies elsewhere."""
    for name, make in MADE.items():
        files.append(File.generated(config, name, content=make()))
    for path, name in BESIDE.items():
        text = (DOCS / path).read_text(encoding="utf-8").replace("(../docs/", "(")
        for other, called in BESIDE.items():
            text = text.replace(f"({Path(other).name})", f"({called})")
        files.append(File.generated(config, name, content=text))
    for name in ASSETS:
        path = str(DOCS / "site" / name)
        files.append(File.generated(config, f"assets/{name}", abs_src_path=path))
    for name, content in gallery.made().items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Lead links to where pages are on the site, and set formulas within lines."""
    for path, name in BESIDE.items():
        markdown = markdown.replace(f"({path})", f"({name})")
    return re.sub(r"\\\((.+?)\\\)", lambda found: convert(found[1]), markdown)
