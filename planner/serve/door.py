"""Door: who may speak to the server, and what a page of ours may do.

The server listens on this machine alone, but any page that a browser has open could speak to it,
and so could whoever else uses the machine.  So whoever comes has to bring the key of the first
address, which opens once and is exchanged for a cookie; names of hosts and of origins are held
against our own, so that no other site reaches in by a name that it points here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planner.gate import FILES
from planner.serve.people import COOKIE, Guests
from planner.words.text import say

SAFE = ("GET", "HEAD")
LENGTH, PARTS = b"content-length", b"transfer-encoding"


class Door:
    """What stands before every request.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str
        ``host:port`` by which the server is reached.
    key : str
        Of the first address; it opens once.

    Notes
    -----
    A nonce for scripts is put into ``scope["state"]["nonce"]``.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], key: str):
        self._app, self._hosts, self._key = app, {*hosts}, key
        self._secret, self._guests = secrets.token_urlsafe(32), Guests()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {}).update(nonce=nonce, guests=self._guests)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put_headers(message, nonce)
            await send(message)

        answer = self._refusal(scope)
        await (answer or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        """Answer who may not come in, and who brings the key; the others go on."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if host not in self._hosts:
            return _refused(400)
        if scope["method"] not in SAFE:
            if headers.get(b"origin") != f"http://{host}":
                return _refused(403)
            # What has neither a length nor parts has no body, as a browser's DELETE.
            size = "" if PARTS in headers else headers.get(LENGTH, "0")
            if not size.isdigit() or int(size) > FILES.most_request_bytes:
                return _refused(413)
        if self._has_cookie(headers.get(b"cookie", "")):
            return None
        scope["state"]["person"] = self._guests.of(headers.get(b"cookie", ""))
        if scope["state"]["person"] is not None:
            return None
        brought = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        own = bool(self._key) and _same(brought, self._key)
        if scope["path"] == "/" and (
            secret := self._secret if own else self._guests.enter(brought)
        ):
            self._key = "" if own else self._key
            entry = RedirectResponse("/", 303)
            entry.set_cookie(COOKIE, secret, httponly=True, samesite="strict", path="/")
            return entry
        return _refused(401)

    def _has_cookie(self, cookies: str) -> bool:
        pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
        return any(name == COOKIE and _same(value, self._secret) for name, _, value in pairs)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


def _refused(status: int) -> PlainTextResponse:
    words = say("Open the page by the address that `planner serve` shows; it opens once.")
    return PlainTextResponse(words.shown("both", "\n"), status)


def _put_headers(message: Message, nonce: str) -> None:
    policy = (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; style-src 'self'; "
        f"script-src 'self' 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    ours = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
    }
    there = [(name, value) for name, value in message["headers"] if name not in ours]
    if not any(name == b"cache-control" for name, _ in there):
        ours[b"cache-control"] = b"no-store"
    message["headers"] = [*there, *ours.items()]
