"""Paths and links that lead out of what was sent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import yaml

from .attack import Attack, Ground, entries, listed, packed, run_it, scenario

OUT = "../../../outside/office"


def _bundled(change: Callable[[dict[str, object], Ground], None]) -> Callable[[Ground], list[str]]:
    """Change the scenario in a bundle, list it anew, and run the bundle."""

    def build(ground: Ground) -> list[str]:
        files = entries(ground)
        name = "inputs/scenario/small.yaml"
        whole = yaml.safe_load(files[name])
        change(whole, ground)
        files[name] = yaml.safe_dump(whole, allow_unicode=True).encode()
        return ["run", packed(ground, listed(files)), "--out", "again"]

    return build


def _set(key: str, value: object) -> Callable[[Ground], list[str]]:
    def filled(text: object, ground: Ground) -> object:
        if isinstance(text, str):
            return text.replace("{root}", str(ground.root))
        if isinstance(text, dict):
            return {name: filled(part, ground) for name, part in text.items()}
        return [filled(part, ground) for part in text] if isinstance(text, list) else text

    def change(whole: dict[str, object], ground: Ground) -> None:
        *parents, last = key.split(".")
        place = whole
        for parent in parents:
            place = place.setdefault(parent, {})  # type: ignore[assignment]
        place[last] = filled(value, ground)

    return _bundled(change)


def _table(path: str) -> list[dict[str, object]]:
    columns = {"people": "Dân số"}
    return [{"file": path, "code": "Mã xã", "columns": columns, "base": "x"}]


def _paths() -> Iterator[Attack]:
    office = "{root}/outside/office"
    for name, build in {
        "extends absolute": _set("extends", f"{office}/small.yaml"),
        "extends climbs": _set("extends", f"../../{OUT}/small.yaml"),
        "extends unc": _set("extends", "\\\\10.0.0.1\\share\\a.yaml"),
        "extends home": _set("extends", "~/a.yaml"),
        "extends url": _set("extends", "file://{root}/outside/office/small.yaml"),
        "extends itself": _set("extends", "small.yaml"),
        "boundaries absolute": _set("units.boundaries", f"{office}/units.geojson"),
        "boundaries url": _set("units.boundaries", "file://{root}/outside/office/units.geojson"),
        "tables absolute": _set("units.tables", _table(f"{office}/people.csv")),
        "tables passwd": _set("units.tables", _table("/etc/passwd")),
        "tables climb": _set("units.tables", _table(f"../../../{OUT}/people.csv")),
        "tables environment": _set("units.tables", _table("/proc/self/environ")),
        "tables endless": _set("units.tables", _table("/dev/zero")),
        "facts absolute": _set("units.facts", ["{root}/outside/secret.txt"]),
        "law absolute": _set("law.ruleset", "{root}/outside/secret.txt"),
        "law url": _set("law.ruleset", "http://127.0.0.1:1/law.yaml"),
        "offices absolute": _set("beside", {"offices": {"file": f"{office}/people.csv"}}),
        "roads absolute": _set(
            "beside", {"roads": {"file": f"{office}/units.geojson", "speed": "v"}}
        ),
        "layers absolute": _set(
            "maps", {"layers": [{"file": f"{office}/units.geojson", "name": "x"}]}
        ),
        "plan absolute": _set("plan", f"{office}/people.csv"),
    }.items():
        quick = name in ("tables absolute", "extends absolute")
        yield Attack("paths", name, build, quick=quick)


def _output(name: str, folder: bool = False) -> Callable[[Ground], list[str]]:
    """Let a file of an old run be a link to a victim, and run again over it."""

    def build(ground: Ground) -> list[str]:
        target = ground.mine / "out"
        shutil.copytree(ground.run, target)
        shutil.rmtree(target / name) if (target / name).is_dir() else (target / name).unlink()
        (target / name).symlink_to(ground.outside if folder else ground.victim)
        return run_it(ground, "--force")

    return build


def _read(name: str, *words: str, hard: bool = False) -> Callable[[Ground], list[str]]:
    """Let a file of the run that was sent be a link to a secret."""

    def build(ground: Ground) -> list[str]:
        path = ground.run / name
        path.unlink(missing_ok=True)
        if hard:
            os.link(ground.victim, path)
        else:
            path.symlink_to(ground.victim)
        return [words[0], str(ground.run), *words[1:]]

    return build


def _links() -> Iterator[Attack]:
    def out_is_link(ground: Ground) -> list[str]:
        (ground.mine / "out").symlink_to(ground.outside / "office")
        return run_it(ground, "--force")

    def out_dangles(ground: Ground) -> list[str]:
        (ground.mine / "out").symlink_to(ground.outside / "new")
        return run_it(ground, "--force")

    def parent_is_link(ground: Ground) -> list[str]:
        shutil.copytree(ground.run, ground.outside / "A")
        shutil.rmtree(ground.run)
        ground.run.symlink_to(ground.outside / "A")
        return ["map", str(ground.run), "--force"]

    def maps_is_link(ground: Ground) -> list[str]:
        for name in ("map", "maps", "sheets", "dossier", "prices", "doubt"):
            (ground.run / name).symlink_to(ground.outside)
        return ["report", str(ground.run), "--force"]

    def bundle_is_link(ground: Ground) -> list[str]:
        (ground.sent / "runs" / "A.zip").symlink_to(ground.victim)
        return ["bundle", str(ground.run), "--force"]

    def input_is_link(ground: Ground) -> list[str]:
        (ground.sent / "people.xlsx").unlink()
        (ground.sent / "people.csv").symlink_to(ground.outside / "office" / "people.csv")
        scenario(ground, units__tables=_table("people.csv"))
        return run_it(ground)

    def office_is_link(ground: Ground) -> list[str]:
        folder = ground.sent / "office"
        folder.mkdir()
        shutil.copy(ground.sent / "units.geojson", folder)
        (folder / "people.csv").symlink_to(ground.outside / "office" / "people.csv")
        return ["data", "import", str(folder), "--out", "imported"]

    def loop(ground: Ground) -> list[str]:
        (ground.sent / "office").mkdir()
        (ground.sent / "office" / "again").symlink_to(ground.sent / "office")
        (ground.sent / "office" / "a.csv").symlink_to("b.csv")
        (ground.sent / "office" / "b.csv").symlink_to("a.csv")
        return ["data", "check", str(ground.sent / "office")]

    def pipe(ground: Ground) -> list[str]:
        (ground.run / "plan.csv").unlink()
        os.mkfifo(ground.run / "plan.csv")
        return ["verify", str(ground.run)]

    def office_pipe(ground: Ground) -> list[str]:
        (ground.sent / "office").mkdir()
        shutil.copy(ground.sent / "units.geojson", ground.sent / "office")
        os.mkfifo(ground.sent / "office" / "people.csv")
        return ["data", "check", str(ground.sent / "office")]

    kept = {
        "output link": _output("plan.csv"),
        "output link result": _output("result.json"),
        "output hidden": _output("map.html"),
        "out is link": out_is_link,
        "out dangles": out_dangles,
        "bundle is link": bundle_is_link,
        "maps is link": maps_is_link,
        "parent is link": parent_is_link,
    }
    for name, build in kept.items():
        free = ("sent/runs/A",) if name == "maps is link" else ()
        yield Attack("links", name, build, False, free, quick=name == "output link")
    for name, build in {
        "bundle reads": _read("notes.csv", "bundle", "--out", "b.zip"),
        "bundle reads names": _read("names.csv", "bundle", "--out", "b.zip"),
        "verify reads": _read("certificate.json", "verify"),
        "verify scenario": _read("scenario.yaml", "verify"),
        "map reads": _read("units.gpkg", "map", "--out", "sheets"),
        "report prices": _read("prices.csv", "report", "--out", "dossier"),
        "hard link": _read("plan.csv", "verify", hard=True),
        "input": input_is_link,
        "office": office_is_link,
        "loop": loop,
        "pipe": pipe,
        "office pipe": office_pipe,
    }.items():
        refuse = name not in ("bundle reads", "report prices", "input", "office")
        screen = name == "hard link"
        yield Attack("links", name, build, refuse, quick=name == "verify reads", own_screen=screen)


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    yield from _paths()
    yield from _links()
