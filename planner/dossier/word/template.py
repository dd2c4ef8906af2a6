"""Texts with ``{{ … }}`` filled with figures of a run: our own, and an office's own document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from planner.dossier.clauses import two
from planner.dossier.word.paper import rewritten
from planner.errors import InputError, Problem
from planner.words.numbers import number_vi, rounded_down
from planner.words.text import quoting, say

TEXTS = files("planner.dossier") / "texts"


def _read(name: str) -> str | None:
    path = TEXTS / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def environment() -> SandboxedEnvironment:
    """Make what fills texts: a missing value is an error, and no text can reach the machine."""
    made = SandboxedEnvironment(
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "so": number_vi,
        "le": lambda value: number_vi(value, 2),
        "km2": lambda value: number_vi(value, 2),
        "pc": lambda value: number_vi(rounded_down(value, 2), 2),
        "hai": two,
        "hoa": lambda text: text[:1].upper() + text[1:],
    }
    return made


def filled(name: str, context: Mapping[str, Any]) -> str:
    """Fill a text of :data:`TEXTS` with the figures of a run."""
    return environment().get_template(name).render(**context)


def fill_template(template: Path, context: Mapping[str, Any], path: Path) -> None:
    """Fill a template with what our own texts may ask for.

    Parameters
    ----------
    template : Path
        A docx; ``{{ m.province }}``, ``{% for unit in m.formed %}``, filters ``so``, ``km2``,
        ``pc``, ``hai``, ``hoa``.
    context : mapping
        See ``context.context_of``.
    path : Path
        Written there; the same bytes for the same content.

    Raises
    ------
    InputError
        No document, or it asks for what there is not.
    """
    whole = io.BytesIO()
    try:
        document = DocxTemplate(str(template))
        document.render(dict(context), jinja_env=environment(), autoescape=True)
        document.save(whole)
    except (TemplateError, TypeError) as error:
        found = quoting(say("a template that cannot be filled"), error)
        expected = say("names and filters that the texts of the dossier use")
        mend = say("correct the place in braces; the texts of the dossier show how")
        raise InputError(Problem(str(template), found, expected, mend)) from error
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        mend = say("open it in Word and save it as docx, or move it elsewhere")
        found, expected = say("no document of Word"), say("a docx")
        raise InputError(Problem(str(template), found, expected, mend)) from error
    rewritten(whole, path)
