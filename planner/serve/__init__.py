"""Serve: the workbench, a page on this machine on which a plan is drawn, asked about and decided.

``app`` joins the parts: ``door`` lets only this machine in, ``desk`` keeps the workspaces of a
folder, ``ground`` is what the page draws once, ``worker`` asks the optimizer in a process of its
own, and ``page/`` is what the browser runs.  All that is drawn and decided lies in ``session``.
"""

from planner.serve.app import serve

__all__ = ["serve"]
