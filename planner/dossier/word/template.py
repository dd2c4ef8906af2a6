"""An office's own template: a document of Word with ``{{ … }}``, filled with figures of a run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from planner.dossier.word.paper import rewritten
from planner.dossier.word.writer import environment
from planner.errors import InputError, Problem
from planner.words.text import quoting, say


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
