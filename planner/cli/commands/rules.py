"""Commands about the law: rule sets, their numbers, and the terms of an objective."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.cli.help import HelpedGroup, below, helped
from planner.cli.language import language_of
from planner.cli.options import Json
from planner.cli.shown import main_language
from planner.law import read_ruleset, rulesets_at_hand
from planner.law.describe import dates, describe
from planner.plan.terms import TERMS
from planner.words import UNITS
from planner.words.outputs.describe import HEADINGS
from planner.words.text import Text, say, text

rules_app = typer.Typer(add_completion=False, no_args_is_help=True, cls=HelpedGroup)


@below(rules_app, "list", say("list the rule sets at hand"))
def rules_list(context: typer.Context, as_json: Json = False) -> None:
    """List the rule sets at hand."""
    shown = language_of(context)
    rows = [read_ruleset(name) for name in rulesets_at_hand()]
    if as_json:
        keys = {"id", "version", "level", "country", "in_force_from", "in_force_to", "set_aside"}
        keys |= {"title_vi", "title_en", "grounds"}
        plain = [r.model_dump(mode="json", include=keys) for r in rows]
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for r in rows:
        title = Text(r.title_vi, r.title_en).shown(shown, "\n  ")
        print(f"{r.id}\n  {title}\n  {text(dates(r)).shown(shown)}")
        if r.set_aside:
            print(f"  ! {text(r.set_aside).shown(shown)}")


@below(rules_app, "show", say("show every number with article, dates, source and confidence"))
def rules_show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=helped(say("name of a rule set")))],
    as_json: Json = False,
) -> None:
    """Show every number with article, dates, source and confidence."""
    shown = language_of(context)
    ruleset = read_ruleset(name)
    if as_json:
        print(json.dumps(ruleset.model_dump(mode="json"), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    title = Text(f"[bold]{escape(ruleset.title_vi)}[/bold]", escape(ruleset.title_en))
    console.print(title.shown(shown, "\n"))
    console.print(f"{ruleset.id}, {text(dates(ruleset)).shown(shown)}")
    section = ""
    table = Table(show_lines=True)
    headings = (say("what it says"), say("article"), say("confidence"))
    for heading in ("", *(said.shown(shown) for said in headings)):
        table.add_column(heading, overflow="fold")
    for line in describe(ruleset):
        if line.section != section:
            section = line.section
            table.add_row("", f"[bold]{text(HEADINGS[section]).shown(shown)}[/bold]", "", "")
        texts = (line.text, line.article, line.source, line.confidence)
        what, article, source, sure = (text(said).shown(shown, "\n") for said in texts)
        table.add_row(*(escape(cell) for cell in (line.id, what, f"{article}\n{source}", sure)))
    console.print(table)
    for said in ruleset.not_modelled:
        console.print(f"  - {escape(text(said).shown(shown))}")


@below(rules_app, "terms", say("list the terms that stages of an objective can name"))
def rules_terms(context: typer.Context, as_json: Json = False) -> None:
    """List the terms that stages of an objective can name."""
    shown = language_of(context)
    if as_json:
        plain = {
            name: {"unit": term.unit, "title_vi": term.vi, "title_en": term.en}
            for name, term in TERMS.items()
        }
        print(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for name, term in TERMS.items():
        unit = UNITS[term.unit].in_(main_language(shown))
        title = Text(term.vi, term.en).shown(shown, "\n  ")
        print(f"{name} ({unit})\n  {title}")
