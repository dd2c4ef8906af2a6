"""App: the server of the workbench, its parts joined."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from planner.errors import PlannerError
from planner.gate import COUNTS
from planner.output.maps.document import leaflet_css, leaflet_js
from planner.serve import people
from planner.serve.board import MissingError, faults
from planner.serve.desk import Desk
from planner.serve.door import Door
from planner.serve.page import content
from planner.serve.routes import router
from planner.session import ConflictError
from planner.words.text import say

ADDRESS = "127.0.0.1"
TYPES = {".js": "text/javascript", ".css": "text/css"}


def make_app(desk: Desk, hosts: list[str], key: str) -> Callable[..., object]:
    """Join the parts of the server.

    Parameters
    ----------
    desk : Desk
    hosts : list of str
        See ``Door``.
    key : str
        Of the first address.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(title="planner", version="1", lifespan=life, docs_url=None, redoc_url=None)
    app.state.desk = desk
    app.include_router(router)
    app.include_router(people.router)
    app.add_exception_handler(PlannerError, _refused)

    @app.get("/", include_in_schema=False)
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(content.document(request.state.nonce))

    @app.get("/static/{name:path}", include_in_schema=False)
    def static(name: str) -> Response:
        files = _files()
        if name not in files:
            return Response(status_code=404)
        return Response(files[name], media_type=TYPES[Path(name).suffix])

    return Door(app, hosts, key)


@cache
def _files() -> dict[str, str]:
    """Read what the page is made of: ours, and Leaflet as its package ships it."""
    page = resources.files("planner.serve.page")
    ours = {each.name: each for each in page.iterdir()}
    ours |= {f"parts/{each.name}": each for each in (page / "parts").iterdir()}
    ours["elements.js"] = resources.files("planner.output.maps.page") / "elements.js"
    read = {name: each for name, each in ours.items() if Path(name).suffix in TYPES}
    files = {name: each.read_text(encoding="utf-8") for name, each in read.items()}
    return files | {"leaflet.js": leaflet_js(), "leaflet.css": leaflet_css()}


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PlannerError)
    body: dict[str, object] = {"problems": faults(error)}
    if isinstance(error, ConflictError):
        body["mine"] = error.mine.model_dump(mode="json")
        body["theirs"] = [vars(each) for each in error.theirs]
        return JSONResponse(body, 409)
    denied = 403 if isinstance(error, people.RoleError) else 422
    return JSONResponse(body, 404 if isinstance(error, MissingError) else denied)


def serve(folder: Path, scenarios: list[Path], *, port: int = 0, window: bool = True) -> None:
    """Serve the workbench to this machine until it is interrupted.

    Parameters
    ----------
    folder : Path
        Of the workspaces.
    scenarios : list of Path
        Beside the provinces of today.
    port : int
        0: any that is free.
    window : bool
        Open the page in the browser.
    """
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((ADDRESS, port))
        # Whoever is told the address is let in from then on.
        place.listen()
        port = place.getsockname()[1]
        key = secrets.token_urlsafe(24)
        hosts = [f"{name}:{port}" for name in (ADDRESS, "localhost")]
        app = make_app(Desk(folder, scenarios), hosts, key)
        config = uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=COUNTS.end_seconds,
            server_header=False,
        )
        address = f"http://{ADDRESS}:{port}/?key={key}"
        print(say("Open {address}", address=address).shown("vi"), flush=True)
        print(say("Stop with Ctrl+C; all that was drawn is kept.").shown("vi"), flush=True)
        if window:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[place])
