"""Commands: parse, call, print, exit code; nothing else."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.cli.shown import Progress, print_run
from planner.compare import INDICATORS
from planner.depends import depends
from planner.depends.sentences import by_unit, counted
from planner.errors import (
    EXIT_BAD_INPUT,
    EXIT_DONE,
    EXIT_NOT_SATISFIED,
    InputError,
    PlannerError,
    Problem,
)
from planner.law import judge, open_questions, read_ruleset, roles, rulesets_at_hand, verdicts
from planner.law.describe import HEADINGS, dates, describe
from planner.pipeline import Run, evaluate_plan, prepare, run
from planner.replay import replay
from planner.reports import result
from planner.reports.comparison import as_json as as_plain
from planner.reports.comparison import write_comparison
from planner.reports.proposal import write_difference_sheet, write_proposal
from planner.runs import read_run, verify_run
from planner.scenario import Scenario, read_scenario
from planner.sources import data_folder
from planner.terms import TERMS
from planner.units import full_name
from planner.words import (
    LAW_ROLES,
    SEPARATOR,
    STATUS,
    Pair,
    bilingual,
    number,
    number_vi,
    pair_of,
)
from planner.words.replay import PLANS
from planner.words.text import LANGUAGES, Text, say
from planner.words.verified import ANY_SIZE, stage_words

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Phương án sắp xếp đơn vị hành chính · plans mergers of administrative units.",
)
rules_app = typer.Typer(no_args_is_help=True, help="Quy định · the rule sets.")
app.add_typer(rules_app, name="rules")

ScenarioFile = Annotated[Path, typer.Argument(help="Kịch bản · scenario file (YAML).")]
Out = Annotated[Path | None, typer.Option("--out", help="Thư mục kết quả · run folder.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="Đổi một khóa, áp dụng sau cùng · KEY=VALUE, applied last."),
]
Force = Annotated[
    bool, typer.Option("--force", help="Ghi đè kết quả cũ · replace the run that is there.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Chỉ in JSON · JSON on standard output, nothing else.")
]

LAW_WORDS = {key: bilingual(*pair) for key, pair in {**STATUS, **LAW_ROLES}.items()}


def main() -> None:
    """Run a command; errors are printed for people, and end with their exit code."""
    try:
        app()
    except PlannerError as error:
        _fail(error)
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        raise SystemExit(130) from None


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Thư mục mới · folder to make.")]) -> None:
    """Tạo thư mục làm việc · lay out scenarios, data, notebooks in a folder of one's own."""
    parts = ("scenarios", "data", "notebooks")
    taken = [name for name in parts if (folder / name).exists()]
    if taken:
        raise InputError(
            Problem(
                str(folder),
                f"{', '.join(taken)} already there",
                "a folder without them",
                "name another folder; nothing was changed",
            )
        )
    hidden = shutil.ignore_patterns("__pycache__", "*.py", ".*")
    for name in parts:
        shutil.copytree(data_folder().parent / name, folder / name, ignore=hidden)
    print(f"{folder}: {', '.join(parts)}. Next: planner run {folder}/scenarios/ha_tinh_2025.yaml")


@app.command(name="run")
def run_command(
    scenario: ScenarioFile,
    out: Out = None,
    changes: Set = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Tìm phương án tốt nhất, có chứng minh · find the best plan, prove it, draw it."""
    read = read_scenario(scenario, changes)
    folder = out or Path("runs") / read.name
    with Progress() as progress:
        done = run(read, folder, force=force, progress=progress, command=" ".join(sys.argv))
    _finish(done, as_json)


@app.command()
def evaluate(
    scenario: ScenarioFile,
    plan: Annotated[Path, typer.Option("--plan", help="Phương án · plan (csv).")],
    out: Out = None,
    changes: Set = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Đánh giá phương án có sẵn · evaluate a plan drawn by hand or adopted by law."""
    read = read_scenario(scenario, changes)
    folder = out or Path("runs") / f"{read.name}-{plan.stem}"
    done = evaluate_plan(read, plan, folder, force=force, command=" ".join(sys.argv))
    _finish(done, as_json)


@app.command()
def compare(
    runs: Annotated[list[Path], typer.Argument(help="Từ hai đến năm kết quả · run folders.")],
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """So sánh các phương án, không xếp hạng · plans side by side, without ranking them."""
    read = {_run_name(run, runs): read_run(run) for run in runs}
    evaluations = {name: evaluation for name, (evaluation, _) in read.items()}
    titles = {name: _title(scenario) for name, (_, scenario) in read.items()}
    folder = out or _compared(runs)
    comparison = write_comparison(evaluations, folder, titles=titles, force=force)
    if as_json:
        print(json.dumps(as_plain(comparison, titles), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False, soft_wrap=True)
    table = Table()
    for heading in ("", *comparison.table.columns):
        table.add_column(escape(str(heading)), justify="left" if heading == "" else "right")
    for name, row in comparison.table.iterrows():
        figure = INDICATORS[str(name)]
        unit = f" ({figure.unit[0]})" if figure.unit[0] else ""
        table.add_row(f"{figure.vi}{unit}", *(number_vi(v, figure.decimals) for v in row))
    console.print(table)
    for text in comparison.left_out:
        console.print(f"  - {escape(' · '.join(text))}")
    console.print(f"→ {escape(str(folder))}")


@app.command(name="map")
def map_command(
    run: Annotated[Path, typer.Argument(help="Thư mục kết quả · run folder.")],
    against: Annotated[
        Path | None,
        typer.Option(help="Bản đồ so sánh với kết quả này · the sheet of differences to this run."),
    ] = None,
    paper: Annotated[str, typer.Option(help="A4, A3, A2, A1, A0.")] = "A3",
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Bản đồ in: hiện trạng và phương án, kèm tệp GIS; hoặc so sánh hai phương án.

    The printed pair and the GIS files beside it; with --against, differences of two plans.
    """
    evaluation, scenario = read_run(run)
    title = _title(scenario)
    if against is None:
        folder = out or run / "print"
        written = write_proposal(evaluation, folder, title=title, paper=paper, force=force)
    else:
        runs = [run, against]
        other, its = read_run(against)
        names = [title, _title(its)]
        if names[0] == names[1]:
            # What-ifs of one scenario, made with --set: only their folders tell them apart.
            names = [
                (f"{vi} ({_run_name(each, runs)})", f"{en} ({_run_name(each, runs)})")
                for (vi, en), each in zip(names, runs, strict=True)
            ]
        folder = out or _compared(runs) / "print"
        written = write_difference_sheet(
            evaluation, other, folder, names=names, paper=paper, force=force
        )
    if as_json:
        print(json.dumps({"paper": paper, "files": [str(path) for path in written]}, indent=1))
        return
    for path in written:
        print(path)


def _title(scenario: Scenario) -> Pair:
    return scenario.title_vi, scenario.title_en or scenario.title_vi


def _compared(runs: list[Path]) -> Path:
    """Where a comparison of runs is written unless the user says."""
    return Path("runs") / "compare" / "-".join(_run_name(run, runs) for run in runs)


def _run_name(run: Path, runs: list[Path]) -> str:
    """Name a run by its folder, with the one above it where two would share a name."""
    twice = [other.resolve().name for other in runs].count(run.resolve().name) > 1
    return f"{run.resolve().parent.name}-{run.resolve().name}" if twice else run.resolve().name


@app.command()
def check(scenario: ScenarioFile, changes: Set = None, as_json: Json = False) -> None:
    """Kiểm tra dữ liệu, kịch bản và hiện trạng · check data and scenario, without solving."""
    read = read_scenario(scenario, changes)
    prepared = prepare(read)
    units, graph = prepared.units, prepared.graph
    rows = verdicts(judge(units, prepared.ruleset))
    told = roles(units, prepared.ruleset)
    asked = told["role"].value_counts().sort_index()
    exempt = told[told["role"] == "exempt"]
    bases = prepared.on_every_base()
    hangs = depends(prepared.judged_first, prepared.ruleset)
    alone = [code for code in units.index if graph.degree(code) == 0]
    summary: dict[str, Any] = {
        "units": len(units),
        "people": int(units["people"].sum()),
        "area_km2": round(float(units["area_km2"].sum()), 4),
        "borders": graph.number_of_edges(),
        "without_neighbour": alone,
        "status": {str(k): int(v) for k, v in rows["status"].value_counts().sort_index().items()},
        "no_rule": list(rows.index[rows["no_rule"]]),
        "roles": {str(role): int(number) for role, number in asked.items()},
        "exempt": exempt[["reason", "evidence"]].reset_index(names="code").to_dict("records"),
        "depends_on_base": bases[bases["differs"]].to_dict("records"),
        "depends": json.loads(hangs.to_json(orient="records", force_ascii=False)),
        "assumed": open_questions(prepared.ruleset),
        "repairs": list(units.attrs["repairs"]),
        "notes": list(units.attrs["notes"]),
        "ruleset": prepared.ruleset.id,
    }
    if as_json:
        print(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        names = full_name(units)
        print(
            f"{read.name}: {number_vi(len(units))} đơn vị, {number_vi(summary['people'])} người,"
            f" {number_vi(summary['area_km2'], 1)} km², {graph.number_of_edges()} ranh giới chung"
        )
        for key, count in (*summary["status"].items(), *summary["roles"].items()):
            print(f"  {LAW_WORDS[key]}: {count}")
        for row in summary["exempt"]:
            print(f"    {names[row['code']]} ({row['code']}): {row['reason']} – {row['evidence']}")
        _print_depends(hangs)
        for title in ("without_neighbour", "no_rule"):
            if summary[title]:
                print(f"  {title}: {', '.join(f'{names[c]} ({c})' for c in summary[title])}")
        for note in (*summary["assumed"], *summary["repairs"], *summary["notes"]):
            print(f"  - {note}")
    raise SystemExit(EXIT_NOT_SATISFIED if summary["no_rule"] else EXIT_DONE)


def _print_depends(hangs: pd.DataFrame) -> None:
    """Count what verdicts hang on, then name the units: an official needs it first."""
    if hangs.empty:
        return
    number = hangs["code"].nunique()
    print(f"  Kết luận còn phụ thuộc · verdict depends on something: {number}")
    for line in counted(hangs):
        print(f"    = {line}")
    # Figures that nobody has of a whole kind of unit are told by their counts.
    for head, lines in by_unit(hangs[hangs["on"] != "figure"]):
        print(f"    {pair_of(head)[0]}")
        for line in lines:
            print(f"      · {pair_of(line)[0]}")


@app.command(name="replay")
def replay_command(
    province: Annotated[str, typer.Argument(help="Tỉnh · province: ha_tinh.")],
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Nhìn lại các đợt đã quyết định · decided rounds under the law of their time."""
    folder = out or Path("runs") / "replay" / province
    console = Console(stderr=True, highlight=False)
    told = console.print if console.is_terminal else lambda _: None
    rounds = replay(province, folder, force=force, said=told)
    if as_json:
        print(
            json.dumps(json.loads(rounds.to_json(orient="records")), ensure_ascii=False, indent=1)
        )
        return
    for row in rounds.to_dict("records"):
        agree = f"Rand {number_vi(row['rand'], 4)}, {row['pairs_both']} cặp chung · pairs in both"
        print(
            f"{row['title']} – {bilingual(*PLANS[row['plan']])}: "
            f"{row['units_before']} → {row['units_after']}; "
            f"{row['mandatory_changed']}/{row['mandatory']} phải sắp xếp · mandatory; "
            f"{row['not_accepted']} chưa đạt, không được miễn · not accepted; {agree}"
        )
    print(f"→ {folder}")


@app.command()
def verify(
    run: Annotated[Path, typer.Argument(help="Thư mục kết quả · run folder.")],
    law: Annotated[
        Path | None, typer.Option("--law", help="Tệp quy định chính thức · official rule file.")
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help="Tệp số liệu chính thức · official file of figures."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Kiểm chứng tối ưu bằng mã riêng · check the proofs by other code, without a solver."""
    verdict = verify_run(run, law, data or ())
    if as_json:
        shown = asdict(verdict) | {"proven": verdict.proven, "verified": verdict.verified}
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    else:
        vi, en = (number(verdict.groups, language) for language in LANGUAGES)
        print(f"{run}: {say('{count} groups built again', count=Text(vi, en))}")
        for stage in verdict.stages:
            print(f"  {stage_words(**asdict(stage))}")
        if verdict.any_size:
            print(f"  {ANY_SIZE[verdict.any_size]}")
    for complaint in verdict.complaints:
        print(f"  !! {complaint}", file=sys.stderr)
    raise SystemExit(EXIT_DONE if verdict.verified else EXIT_NOT_SATISFIED)


@rules_app.command("list")
def rules_list(as_json: Json = False) -> None:
    """Các bộ quy định · list the rule sets at hand."""
    rows = [read_ruleset(name) for name in rulesets_at_hand()]
    if as_json:
        keys = {"id", "version", "level", "country", "in_force_from", "in_force_to", "set_aside"}
        keys |= {"title_vi", "title_en", "grounds"}
        shown = [r.model_dump(mode="json", include=keys) for r in rows]
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for r in rows:
        print(f"{r.id}\n  {r.title_vi}\n  {r.title_en}\n  {dates(r)}")
        if r.set_aside:
            print(f"  ! {r.set_aside}")


@rules_app.command("show")
def rules_show(name: str, as_json: Json = False) -> None:
    """Từng con số, điều khoản · every number with article, dates, source and confidence."""
    ruleset = read_ruleset(name)
    if as_json:
        print(json.dumps(ruleset.model_dump(mode="json"), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    console.print(f"[bold]{escape(ruleset.title_vi)}[/bold]\n{escape(ruleset.title_en)}")
    console.print(f"{ruleset.id}, {dates(ruleset)}")
    section = ""
    table = Table(show_lines=True)
    for heading in ("", "nội dung · what", "điều khoản · article", "độ tin cậy · confidence"):
        table.add_column(heading, overflow="fold")
    for line in describe(ruleset):
        if line.section != section:
            section = line.section
            table.add_row("", f"[bold]{' · '.join(HEADINGS[section])}[/bold]", "", "")
        cells = (line.id, line.text, f"{line.article}\n{line.source}", line.confidence)
        table.add_row(*(escape(cell.replace(SEPARATOR, "\n")) for cell in cells))
    console.print(table)
    for text in ruleset.not_modelled:
        console.print(f"  - {escape(text)}")


@rules_app.command("terms")
def rules_terms(as_json: Json = False) -> None:
    """Các mục tiêu có thể chọn · the terms that stages of an objective can name."""
    if as_json:
        shown = {
            name: {"unit": term.unit, "title_vi": term.vi, "title_en": term.en}
            for name, term in TERMS.items()
        }
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for name, term in TERMS.items():
        print(f"{name} ({term.unit})\n  {term.vi}\n  {term.en}")


def _finish(done: Run, as_json: bool) -> NoReturn:
    levels = [done] if done.then is None else [done, done.then]
    if as_json:
        shown = [result(level.evaluation, level.record) for level in levels]
        whole = shown[0] if done.then is None else {"levels": shown}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for level in levels:
            print_run(level)
    raise SystemExit(done.ended)


def _fail(error: PlannerError) -> NoReturn:
    if "--json" in sys.argv:
        problems = [vars(problem) for problem in error.problems]
        shown = {"error": type(error).__name__, "problems": problems}
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    for problem in error.problems:
        print(f"{type(error).__name__}: {problem}", file=sys.stderr)
    raise SystemExit(error.exit_code or EXIT_BAD_INPUT)
