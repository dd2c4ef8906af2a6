"""Draw the plan layer as QGIS shows it: ``python3 qgis/picture.py FOLDER PICTURE.png``."""

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

sys.path.insert(0, str(Path(__file__).parent))
from planner_dvhc.calling import plan_layer

QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
source, style = plan_layer(Path(sys.argv[1]))
layer = QgsVectorLayer(source, "plan", "ogr")
assert layer.isValid(), source
said, read = layer.loadNamedStyle(str(style))
assert read, said
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setBackgroundColor(QColor("white"))
settings.setOutputSize(QSize(1366, 900))
settings.setDestinationCrs(layer.crs())
extent = layer.extent()
extent.scale(1.05)
settings.setExtent(extent)
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
assert job.renderedImage().save(sys.argv[2])
kind = type(layer.renderer()).__name__
print(f"{layer.featureCount()} units, {kind}, labels: {layer.labelsEnabled()}")
# QGIS takes its providers away: whatever was made of them goes before.
del job, settings, layer
application.exitQgis()
