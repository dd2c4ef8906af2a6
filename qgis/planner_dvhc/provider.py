"""The provider: a group in the toolbox, with one algorithm."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider

from .arrange import Arrange


class PlannerProvider(QgsProcessingProvider):
    """The group of the toolbox."""

    def loadAlgorithms(self):  # noqa: N802 - named by QGIS
        """Add what there is."""
        self.addAlgorithm(Arrange())

    def id(self):
        """Name it for programs."""
        return "planner"

    def name(self):
        """Name it for people."""
        return "Planner – sắp xếp đơn vị hành chính"


class PlannerPlugin:
    """What QGIS starts and ends; without windows as well (`qgis_process`)."""

    def __init__(self):
        self.provider = None

    def initProcessing(self):  # noqa: N802 - named by QGIS
        """Add the provider."""
        self.provider = PlannerProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):  # noqa: N802 - named by QGIS
        """Begin."""
        self.initProcessing()

    def unload(self):
        """End."""
        QgsApplication.processingRegistry().removeProvider(self.provider)
