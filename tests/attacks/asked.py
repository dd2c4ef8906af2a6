"""Keys of scenarios and grids that ask for the impossible."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

from .attack import Attack, Ground, run_it, scenario

SOCKETS: list[socket.socket] = []


def _keys(**changes: object) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        scenario(ground, **changes)
        return run_it(ground)

    return build


def _words(*words: str) -> Callable[[Ground], list[str]]:
    return lambda ground: run_it(ground, *words)


def _grid(text: str, *words: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        (ground.sent / "grid.yaml").write_text(text, encoding="utf-8")
        return ["sweep", str(ground.sent / "grid.yaml"), "--out", "grid", *words]

    return build


def _silent(ground: Ground) -> list[str]:
    """Name a scheduler that takes calls and never answers."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    SOCKETS.append(server)
    address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    return _grid("scenarios: [small.yaml]\n", "--scheduler", address)(ground)


def _keys_of_scenarios() -> Iterator[Attack]:
    for name, build, refuse in (
        ("members", _keys(groups__max_members=10**9), False),
        ("members 400 digits", _keys(groups__max_members=10**400), True),
        ("members none", _keys(groups__max_members=0), True),
        ("count", _keys(count={"exactly": 10**30}), True),
        ("count minus", _keys(count={"exactly": -1}), True),
        ("reduction", _keys(count={"reduction_percent": float("inf")}), True),
        ("time minus", _keys(solver={"time_limit_s": -1}), True),
        ("time infinite", _keys(solver={"time_limit_s": float("inf")}), False),
        ("time no number", _keys(solver={"time_limit_s": float("nan")}), True),
        ("nodes", _keys(solver={"max_nodes": 10**30}), False),
        ("number 1e400", _keys(groups__max_people=1e999), False),
        ("snap", _keys(units__snap_m=1e300), True),
        ("factor", _keys(bases=[{"name": "x", "factor": float("nan"), "why": "x"}]), True),
        ("factor huge", _keys(bases=[{"name": "x", "factor": 1e308, "why": "x"}]), True),
        ("title huge", _keys(title_vi="x" * 20_000_000), False),
        ("crs", _keys(units__crs="+proj=pipeline +step +init=/etc/passwd"), True),
        ("work crs", _keys(units__work_crs="EPSG:" + "9" * 500), True),
        ("pattern", _keys(units__where={"name": "(a+)+$" * 50}), True),
        ("stages", _keys(objective=[{"stage": "inertia"}] * 3000), True),
        (
            "stage weights",
            _keys(objective=[{"stage": "cohesion", "weights": {"inertia": 1e308}}]),
            False,
        ),
    ):
        yield Attack(
            "keys", name, build, refuse, quick=name in ("time no number", "members 400 digits")
        )


def _more() -> Iterator[Attack]:
    wide = "scenarios: [small.yaml]\nvalues:\n" + "".join(
        f"  bases.k{number}: [{', '.join(map(str, range(10)))}]\n" for number in range(20)
    )
    real = "scenarios: [small.yaml]\nvalues:\n" + "".join(
        f"  {key}: [{', '.join(map(str, range(1, 5001)))}]\n"
        for key in (
            "graph.narrow_m",
            "graph.min_border_m",
            "units.snap_m",
            "units.gap_m",
            "solver.max_nodes",
        )
    )
    for name, build, refuse in (
        ("10^20 points", _grid(wide), True),
        ("10^18 points", _grid(real), True),
        ("climbing scenario", _grid("scenarios: [../outside/office/../secret.txt]\n"), True),
        (
            "variant path",
            _grid("scenarios: [small.yaml]\nvariants: {'../../outside/x': {}, '/etc/x': {}}\n"),
            False,
        ),
        ("no answer", _grid("scenarios: [small.yaml]\n", "--scheduler", "tcp://127.0.0.1:1"), True),
        ("silent", _silent, True),
        (
            "scheduler file",
            _grid("scenarios: [small.yaml]\n", "--scheduler", "file:///etc/passwd"),
            True,
        ),
        ("workers", _grid("scenarios: [small.yaml]\n", "--workers", "1000000"), False),
        ("workers minus", _grid("scenarios: [small.yaml]\n", "--workers", "-3"), True),
        ("province path", lambda g: ["sweep", "--province", "../../etc", "--out", "grid"], True),
    ):
        quick = name in ("10^20 points", "workers minus")
        screen = name == "climbing scenario"
        yield Attack("sweeps", name, build, refuse, quick=quick, own_screen=screen)
    for name, build, refuse in (
        ("alternatives", _words("--alternatives", "1000000000"), False),
        ("alternatives minus", _words("--alternatives", "-5"), True),
        ("differ", _words("--alternatives", "3", "--differ", "nan"), True),
        ("within", _words("--within", "1e400"), True),
        ("within all", _words("--within", "100000"), False),
        ("set deep", _words("--set", ".".join(["a"] * 5000) + "=1"), True),
        ("set value", _words("--set", "count.exactly=" + "[" * 20_000), True),
        ("set dunder", _words("--set", "__class__.__init__=1"), True),
        ("keep", _words("--keep", "x," * 30_000), True),
        ("count text", _words("--count", "9" * 5000), True),
        ("out climbs", lambda g: ["run", str(g.sent / "small.yaml"), "--out", ""], False),
        ("province", lambda g: ["run", "vietnam:../../etc/passwd@2026", "--out", "out"], True),
        ("rules path", lambda g: ["rules", "show", "../../../../etc/passwd"], True),
        ("rules absolute", lambda g: ["rules", "show", str(g.victim)], True),
        ("NUL path", lambda g: ["run", "nul.yaml/" * 3000], True),
    ):
        yield Attack("options", name, build, refuse, quick=name in ("set dunder", "rules absolute"))


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    yield from _keys_of_scenarios()
    yield from _more()
