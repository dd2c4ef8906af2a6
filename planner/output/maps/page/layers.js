// Layers: outlines in panes, restyled when the reader chooses another view.

// Panes from below to above; the fills stand in Leaflet's own overlay pane (400).
const PANES = { marks: 410, oldLines: 420, changed: 425, newLines: 430, standing: 432, own: 435, locked: 440, bridges: 450,
                shapes: 455, selected: 460 };

const PATTERNS = {
  joins: { size: 9, paths: ["M-2,2 l4,-4 M0,9 l9,-9 M7,11 l4,-4"], width: 1.5, colour: "#1b1b1b" },
  gives_name: { size: 9, dots: 1.3, colour: "#1b1b1b" },
  waived: { size: 8, paths: ["M0,4 h8"], width: 1.4, colour: "#14202e" },
  no_rule: { size: 8, paths: ["M0,0 l8,8 M0,8 l8,-8"], width: 0.9, colour: "#5d6570" },
  locked: { size: 7, paths: ["M3.5,0 v7"], width: 1.6, colour: "#5a189a" },
};

/** A drawing of the same outlines in another pane, which the pointer passes through. */
function copyLayer(side, pane, style, keep) {
  const filter = keep ? (feature) => keep(unitOf(side, feature)) : undefined;
  return L.geoJSON(app.shapes[side], {
    pane, interactive: false, smoothFactor: 0, filter,
    style: (feature) => style(unitOf(side, feature)),
  });
}

/** Borders of one side; islets beside the main land of a unit would be all border: a hairline. */
function lineLayer(side, pane, line) {
  const drawn = (islets, style) => L.geoJSON(app.shapes[side].features.map((feature) => ({
    ...feature, geometry: { type: "MultiPolygon", coordinates: landOf(feature, islets) },
  })).filter((feature) => feature.geometry.coordinates.length),
  { pane, interactive: false, smoothFactor: 0,
    style: (feature) => style(unitOf(side, feature)) });
  return L.layerGroup([drawn(false, line), drawn(true, (unit) => ({ ...line(unit), weight: 0.5 }))]);
}

function landOf(feature, islets) {
  if (feature.geometry.type === "Polygon") return islets ? [] : [feature.geometry.coordinates];
  const lands = feature.geometry.coordinates.map((rings) => ({ rings, size: extent(rings[0]) }));
  const least = Math.min(ISLET_DEGREES, Math.max(...lands.map((land) => land.size)));
  return lands.filter((land) => land.size < least === islets).map((land) => land.rings);
}

function extent(ring) {
  return Math.max(...[0, 1].map((axis) => {
    const values = ring.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values);
  }));
}

function unitOf(side, feature) {
  return app.units[side].get(String(feature.id));
}

function hatch(name) {
  return { stroke: false, fillColor: "url(#hatch-" + name + ")", fillOpacity: 1 };
}

const OLD_LINE = { fill: false, color: "#3d4652", weight: 0.9, opacity: 0.9 };
const NEW_LINE = { fill: false, color: "#0b1f3a", weight: 2.4, opacity: 1 };
// Many small units that stay would be all border.
const STILL_WEIGHT = 1.1;
const ISLET_DEGREES = 0.03;
const BRIDGE_LINE = { color: "#0b1f3a", weight: 3, dashArray: "7 6", opacity: 1 };

const SHAPE_RING = { radius: 9, weight: 3, color: "#b3122b", fill: false, opacity: 1 };

function addLayers(fills) {
  app.fills = fills;
  app.shapes = { present: fills.present.toGeoJSON(), proposed: fills.proposed.toGeoJSON() };
  app.paths = { present: new Map(), proposed: new Map() };
  for (const side of ["present", "proposed"]) {
    fills[side].eachLayer((layer) => {
      app.paths[side].set(String(layer.feature.id), layer);
      const unit = unitOf(side, layer.feature);
      layer.on("click", () => select(side, unit));
      layer.on("add", () => nameForReaders(side, layer));
      layer.on("mouseover", () => pointAt(side, unit));
      layer.on("mousemove", (event) =>
        placeShortView(event.originalEvent.clientX, event.originalEvent.clientY));
      layer.on("mouseout", pointAway);
    });
  }
  for (const [pane, level] of Object.entries(PANES)) {
    const element = app.map.createPane(pane);
    element.style.zIndex = level;
    element.style.pointerEvents = "none";
  }
  const changedStyle = (unit) => hatch(unit.role === "gives_name" ? "gives_name" : "joins");
  app.overlays = {
    old_lines: lineLayer("present", "oldLines", () => OLD_LINE),
    new_lines: lineLayer("proposed", "newLines",
      (unit) => (isNew(unit) && !STANDING_LINES[standingOf(unit)] ? NEW_LINE : { ...NEW_LINE, weight: STILL_WEIGHT })),
    standing: standingLayer(),
    changed: copyLayer("present", "changed", changedStyle, (unit) => unit.role !== "stays"),
    bridges: bridgeLayer(),
    shapes: shapeLayer(),
    locked: copyLayer("present", "locked", () => ({ ...hatch("locked"), stroke: true,
      color: "#5a189a", weight: 3, dashArray: "2 5" }), (unit) => unit.locked),
    ...ownLayers(),
  };
  const waived = (unit) => unit.waived || unit.status === "no_rule";
  const waivedStyle = (unit) => hatch(unit.waived ? "waived" : "no_rule");
  app.marks = {
    before: copyLayer("present", "marks", waivedStyle, waived),
    after: copyLayer("proposed", "marks", waivedStyle, waived),
  };
}

function bridgeLayer() {
  const lines = app.content.bridges.map((pair) =>
    L.polyline(pair.map((code) => app.units.present.get(code).at),
      { ...BRIDGE_LINE, pane: "bridges", interactive: false }));
  const ends = app.content.bridges.flat().map((code) =>
    L.circleMarker(app.units.present.get(code).at,
      { pane: "bridges", interactive: false, radius: 4, weight: 2, color: "#0b1f3a",
        fillColor: "#fff", fillOpacity: 1 }));
  return L.layerGroup([...lines, ...ends]);
}

/** A ring at each place where the shape of a new unit calls for a look. */
function shapeLayer() {
  return L.layerGroup(app.content.shapes.map((shape) =>
    L.circleMarker(shape.at, { ...SHAPE_RING, pane: "shapes", interactive: false })));
}

/** Fill of a unit in the view chosen. */
function fillStyle(unit) {
  const plain = { color: "#ffffff", weight: 1, fillOpacity: 1 };
  if (app.theme === "before" || app.theme === "after") {
    return { ...plain, fillColor: app.content.classes[unit.class].colour };
  }
  const own = app.theme === "roles" ? app.content.law_roles[unit.law_role].colour : unit.colour;
  const still = app.theme === "proposal" && !isNew(unit);
  return { ...plain, color: "#5d6570", fillColor: still ? PALE : own || "#e8e4d8" };
}

/** Which overlays this page offers, in the order of the control. */
function overlayKeys() {
  const has = { bridges: app.content.bridges.length > 0,
                locked: app.content.present.some((unit) => unit.locked) };
  return ["new_lines", "old_lines", "labels", "changed", "bridges", "locked", ...ownKeys()]
    .filter((key) => has[key] === undefined || has[key]);
}

function chooseTheme(theme) {
  if (SIDES[theme] !== sideOfTheme()) app.shown.new_lines = SIDES[theme] === "proposed";
  app.theme = theme;
  drawLayerControl();
  drawTheme();
  document.querySelector(`#layers input[value="${theme}"]`).focus();
}

/** Draw the view chosen: nothing is added twice, nothing of the old view stays. */
function drawTheme() {
  const side = sideOfTheme();
  const other = side === "present" ? "proposed" : "present";
  app.fills[other].remove();
  app.fills[side].addTo(app.map);
  app.fills[side].eachLayer((layer) => layer.setStyle(fillStyle(unitOf(side, layer.feature))));
  for (const [theme, layer] of Object.entries(app.marks)) toggle(layer, theme === app.theme);
  // Shapes are those of new units; a box more in the control would cover land.
  app.shown.shapes = app.shown.standing = side === "proposed";
  for (const [key, layer] of Object.entries(app.overlays)) toggle(layer, app.shown[key]);
  const first = app.selected && app.selected.side === side ? app.selected.unit.code
    : app.content[side][0].code;
  setTabStop(side, first);
  drawLabels();
  drawLegend();
  // The legend may have grown over the area.
  if (app.whole) showAll();
}

function toggle(layer, shown) {
  if (shown) layer.addTo(app.map);
  else layer.remove();
}

/** Mark one unit above all others and show what is known of it. */
function select(side, unit, zoom) {
  app.selected = { side, unit };
  pointAway();
  if (app.outline) app.outline.remove();
  const feature = app.paths[side].get(unit.code).feature;
  // A light line under a dark one is seen on every fill.
  app.outline = L.layerGroup([["#ffffff", 8], ["#c1121f", 4]].map(([color, weight]) =>
    L.geoJSON(feature, { pane: "selected", interactive: false, smoothFactor: 0,
                         style: { fill: false, color, weight, opacity: 1 } }))).addTo(app.map);
  if (zoom) {
    app.map.fitBounds(app.paths[side].get(unit.code).getBounds(), { padding: [110, 70], maxZoom: 11.8 });
  }
  if (side === sideOfTheme()) setTabStop(side, unit.code);
  showPanel(true);
  drawUnit();
}

function unselect() {
  app.selected = null;
  if (app.outline) app.outline.remove();
  drawUnit();
}

/** One unit of the map takes part in the order of Tab; arrows move on from it. */
function setTabStop(side, code) {
  for (const [other, layer] of app.paths[side]) {
    const element = layer.getElement();
    if (element) element.setAttribute("tabindex", other === code ? "0" : "-1");
  }
}

function nameForReaders(side, layer) {
  const element = layer.getElement();
  const unit = unitOf(side, layer.feature);
  if (!element || !unit) return;
  element.setAttribute("role", "button");
  element.setAttribute("data-code", unit.code);
  element.setAttribute("aria-label", [say(unit.name), say(unit.people), say(unit.area),
    word("percent") + " " + say(unit.percent), say(app.content.status[unit.status])].join(", "));
  element.onkeydown = (event) => moveByKey(event, side, unit);
  element.onfocus = () => {
    // A click of the mouse also focuses, and has its own short view.
    if (!element.matches(":focus-visible")) return;
    app.map.panInside(unit.at, { padding: [60, 60], animate: false });
    pointAt(side, unit);
    const corner = app.map.getContainer().getBoundingClientRect();
    const at = app.map.latLngToContainerPoint(unit.at);
    placeShortView(corner.left + at.x, corner.top + at.y);
  };
  element.onblur = pointAway;
}

/** Show a unit as pointed at: its outline above all others, and its short view. */
function pointAt(side, unit) {
  pointAway();
  app.pointed = L.geoJSON(app.paths[side].get(unit.code).feature, {
    pane: "selected", interactive: false, smoothFactor: 0,
    style: { color: "#000", weight: 4, fillColor: "#fff", fillOpacity: 0.25 } }).addTo(app.map);
  openShortView(side, unit);
}

function pointAway() {
  if (app.pointed) app.pointed.remove();
  app.pointed = null;
  closeShortView();
}

function moveByKey(event, side, unit) {
  if (event.key === "Enter" || event.key === " ") select(side, unit);
  else if (event.key === "Escape") unselect();
  else if (DIRECTIONS[event.key]) {
    const next = nearest(app.content[side], unit, DIRECTIONS[event.key]);
    if (next) {
      setTabStop(side, next.code);
      app.paths[side].get(next.code).getElement().focus({ preventScroll: true });
    }
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
