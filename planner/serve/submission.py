"""Submission: a state as a run folder with its dossier, by the functions of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.output.dossier import write_dossier
from planner.output.dossier.inputs import read_office
from planner.output.dossier.matter import gather
from planner.output.dossier.prices import read_prices
from planner.output.reports.csvs import write_csv
from planner.pipeline import evaluate_plan
from planner.plan import Plan, new_names
from planner.problem import Problem
from planner.scenario.reading import read_scenario
from planner.store.record import Result
from planner.store.runs import read_run

DOSSIER = "dossier"


@dataclass(frozen=True)
class Submission:
    """A state to be written.

    Attributes
    ----------
    scenario : str
        By what name the problem is read, as ``read_scenario`` takes it.
    folder : Path
        Where; beside it ``NAME.csv`` keeps the plan as it was drawn.
    """

    scenario: str
    folder: Path

    def write(self, problem: Problem, plan: Plan) -> list[str]:
        """Write the plan, evaluate it and make its dossier: as `evaluate` and `report` do.

        A state never changes, so that what is there already is left as it is.

        Returns
        -------
        list of str
            Files of the dossier.

        Raises
        ------
        InputError
            The folder cannot be written, or the plan does not fit.
        """
        drawn = self.folder.with_name(f"{self.folder.name}.csv")
        if not self.folder.exists():
            drawn.parent.mkdir(parents=True, exist_ok=True)
            write_csv(new_names(problem.units, plan), drawn, "plain", digits=None)
            read = read_scenario(Path(self.scenario))
            evaluate_plan(read, drawn, self.folder, command="planner serve")
        dossier = self.folder / DOSSIER
        if not dossier.exists():
            evaluation, scenario = read_run(self.folder)
            matter = gather(
                evaluation, scenario, Result.read(self.folder), read_prices(self.folder)
            )
            write_dossier(matter, read_office(matter), dossier)
        return sorted(path.name for path in dossier.iterdir() if path.is_file())
