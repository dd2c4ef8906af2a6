"""The algorithm: boundary layer and table in, plan layer with its style out."""

from __future__ import annotations

import csv
from pathlib import Path

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from . import calling

FIELDS = {
    "CODE": ("code", "Cột mã", False),
    "NAME": ("name", "Cột tên", False),
    "KIND": ("kind", "Cột loại (xã, phường …)", True),
    "PEOPLE": ("people", "Cột dân số, nếu có trong lớp ranh giới", True),
    "AREA": ("area_km2", "Cột diện tích (km²); trống: đo từ ranh giới", True),
}


class Styled(QgsProcessingLayerPostProcessorInterface):
    """Gives the plan the colours and labels of the printed map, when QGIS shows it."""

    def __init__(self, style):
        super().__init__()
        self.style = style

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802 - named by QGIS
        """Read the style."""
        layer.loadNamedStyle(str(self.style))
        layer.triggerRepaint()


class Arrange(QgsProcessingAlgorithm):
    """``planner run`` and ``planner map``, with what is open in QGIS."""

    def name(self):
        """Name it for programs."""
        return "arrange"

    def displayName(self):  # noqa: N802 - named by QGIS
        """Name it for people."""
        return "Lập phương án"

    def shortHelpString(self):  # noqa: N802 - named by QGIS
        """Say what it does."""
        return (
            "Gọi chương trình Planner đã cài: tìm phương án sắp xếp tốt nhất theo quy định đã chọn,"
            " có chứng minh. Thư mục kết quả có bảng tổng hợp, trang bản đồ, bản in và chứng minh."
        )

    def createInstance(self):  # noqa: N802 - named by QGIS
        """Make another."""
        return Arrange()

    def initAlgorithm(self, config=None):  # noqa: N802 - named by QGIS
        """Say what it takes."""
        polygons, any_table = [QgsProcessing.TypeVectorPolygon], [QgsProcessing.TypeVector]
        add = self.addParameter
        add(QgsProcessingParameterVectorLayer("BOUNDARIES", "Lớp ranh giới", polygons))
        for key, (_, words, optional) in FIELDS.items():
            field = QgsProcessingParameterField(key, words, None, "BOUNDARIES", optional=optional)
            add(field)
        add(QgsProcessingParameterVectorLayer("TABLE", "Bảng dân số", any_table, optional=True))
        for key, words in (("TABLE_CODE", "Cột mã của bảng"), ("TABLE_PEOPLE", "Cột dân số")):
            add(QgsProcessingParameterField(key, words, None, "TABLE", optional=True))
        add(QgsProcessingParameterString("TITLE", "Tên phương án", "Phương án"))
        add(QgsProcessingParameterString("RULESET", "Bộ quy định", "vn-commune-112-2025"))
        number = QgsProcessingParameterNumber.Integer
        most = "Mỗi đơn vị mới nhiều nhất mấy đơn vị cũ"
        add(QgsProcessingParameterNumber("MOST", most, number, 4, False, 1, 12))
        program = "Chương trình (trống: planner trong đường tìm kiếm)"
        add(QgsProcessingParameterString("PROGRAM", program, "", optional=True))
        add(QgsProcessingParameterFolderDestination("FOLDER", "Thư mục kết quả"))
        self.addOutput(QgsProcessingOutputVectorLayer("PLAN", "Phương án"))

    def processAlgorithm(self, parameters, context, feedback):  # noqa: N802 - named by QGIS
        """Write what is open into the folder, call the program, and show the plan."""
        folder = Path(self.parameterAsString(parameters, "FOLDER", context))
        folder.mkdir(parents=True, exist_ok=True)
        given = {
            key: self.parameterAsString(parameters, key, context)
            for key in (*FIELDS, "TITLE", "RULESET", "TABLE_CODE", "TABLE_PEOPLE", "PROGRAM")
        }
        boundaries = self.parameterAsVectorLayer(parameters, "BOUNDARIES", context)
        _write_boundaries(boundaries, folder / "boundaries.gpkg")
        table = self.parameterAsVectorLayer(parameters, "TABLE", context)
        names = None
        if table is not None:
            names = {"code": given["TABLE_CODE"], "people": given["TABLE_PEOPLE"]}
            _write_table(table, list(names.values()), folder / "people.csv")
        text = calling.scenario(
            {ours: given[key] for key, (ours, _, _) in FIELDS.items() if given[key]},
            title=given["TITLE"],
            ruleset=given["RULESET"],
            max_members=self.parameterAsInt(parameters, "MOST", context),
            table=names,
            area_measured=not given["AREA"],
        )
        (folder / "scenario.yaml").write_text(text, encoding="utf-8")
        try:
            for command in calling.commands(given["PROGRAM"], folder):
                calling.call(command, told=feedback.pushInfo, stopped=feedback.isCanceled)
        except calling.CallError as error:
            raise QgsProcessingException(str(error)) from error
        return {"FOLDER": str(folder), "PLAN": self._shown(folder, given["TITLE"], context)}

    def _shown(self, folder, title, context):
        """Have QGIS load the plan when the algorithm has ended."""
        source, style = calling.plan_layer(folder)
        layer = QgsVectorLayer(source, title, "ogr")
        # Kept here: QGIS holds only a weak reference to it.
        self.styled = Styled(style)
        details = QgsProcessingContext.LayerDetails(title, context.project(), "PLAN")
        details.setPostProcessor(self.styled)
        context.temporaryLayerStore().addMapLayer(layer)
        context.addLayerToLoadOnCompletion(layer.id(), details)
        return layer.id()


def _write_boundaries(layer, path):
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "units"
    done = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsCoordinateTransformContext(), options
    )
    if done[0] != QgsVectorFileWriter.NoError:
        raise QgsProcessingException(f"Không ghi được {path}: {done[1]}")


def _write_table(layer, names, path):
    """Write the columns that are asked for; codes as text, since a number loses its zeros."""
    if not all(names):
        raise QgsProcessingException("Bảng dân số: chọn cột mã và cột dân số")
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(names)
        for feature in layer.getFeatures():
            rows.writerow([feature[name] for name in names])
