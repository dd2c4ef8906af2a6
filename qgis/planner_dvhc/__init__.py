"""Planner in the Processing toolbox of QGIS: it calls the installed program, and computes nothing.

QGIS asks for ``classFactory``; ``calling`` needs no QGIS, and is tested without it.
"""


def classFactory(iface):  # noqa: N802 - the name that QGIS looks for
    """Make the plugin."""
    from .provider import PlannerPlugin

    return PlannerPlugin()
