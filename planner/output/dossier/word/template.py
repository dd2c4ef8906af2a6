"""Texts with ``{{ … }}`` filled with figures of a run: our own, and an office's own document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import FunctionLoader, StrictUndefined
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from planner.errors import InputError, Problem, RefusedError
from planner.gate import TEMPLATE, BrokenOffError, apart
from planner.gate.office import refuse_active
from planner.output.dossier.clauses import two
from planner.output.dossier.word.paper import rewritten
from planner.words.numbers import number_vi, rounded_down
from planner.words.text import Text, say

TEXTS = files("planner.output.dossier") / "texts"
NO_DOCUMENT = {"PackageNotFoundError", "BadZipFile", "KeyError", "OSError"}
"""Exceptions of a template's reader that tell that it is no docx at all."""
PLAIN = (str, int, float, bool, list, tuple, dict, date, Text, LoopContext)
"""Values whose attributes and methods a text may use: none of them reaches the machine."""


def _read(name: str) -> str | None:
    """Read a text that is shipped: any other name is none, wherever it leads."""
    shipped = {path.name: path for path in TEXTS.iterdir()}
    return shipped[name].read_text(encoding="utf-8") if name in shipped else None


class _Texts(ImmutableSandboxedEnvironment):
    """What texts may ask for: figures, names and lists of ours, and no object that can do more."""

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        ours = type(obj).__module__.startswith("planner.")
        return (ours or isinstance(obj, PLAIN)) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: object) -> bool:
        # A method of a plain value, what Jinja itself gives, or a function of the dossier.
        owner = getattr(obj, "__self__", None)
        own = type(obj).__module__.partition(".")[0] == "jinja2" or obj in (range, dict)
        ours = str(getattr(obj, "__module__", "")).startswith("planner.output.dossier.")
        return (own or ours or isinstance(owner, PLAIN)) and super().is_safe_callable(obj)


def environment() -> ImmutableSandboxedEnvironment:
    """Make what fills texts: a missing value is an error, and no text can reach the machine."""
    made = _Texts(
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
    try:
        refuse_active(template)
        content = apart(_rendered, TEMPLATE, [template], template, dict(context))
    except BrokenOffError as error:
        expected = say("names and filters that the texts of the dossier use")
        mend = say("correct the place in braces; the texts of the dossier show how")
        found = error.after(say("a template that cannot be filled"))
        if error.kind in NO_DOCUMENT:
            raise _no_document(template) from error
        raise InputError(Problem(str(template), found, expected, mend)) from error
    except RefusedError as error:
        mend = say("take it out in Word, and save the template as docx")
        plain = say("a docx of text, tables and pictures")
        raise InputError(Problem(str(template), error.text, plain, mend)) from error
    except (zipfile.BadZipFile, OSError) as error:
        raise _no_document(template) from error
    rewritten(io.BytesIO(content), path)


def _rendered(template: Path, context: dict[str, Any]) -> bytes:
    """Fill a template of somebody else: in a child, whatever it asks for."""
    whole = io.BytesIO()
    document = DocxTemplate(str(template))
    document.render(context, jinja_env=environment(), autoescape=True)
    document.save(whole)
    return whole.getvalue()


def _no_document(template: Path) -> InputError:
    mend = say("open it in Word and save it as docx, or move it elsewhere")
    return InputError(Problem(str(template), say("no document of Word"), say("a docx"), mend))
