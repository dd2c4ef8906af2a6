// The maps of a comparison: two plans beside each other, and what is different between them.

const app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: 0, // position in a pair: 0 Vietnamese, 1 English
  sides: [0, 1], // positions of the plans left (A) and right (B)
  view: "maps", // or "differences"
  shown: { old_lines: true, labels: true, marked: false },
  selected: null, // a unit
  maps: {}, // by name: a, b, both
  units: new Map(),
};
for (const unit of app.content.units) app.units.set(unit.code, unit);
for (const plan of app.content.plans) {
  plan.units = new Map(plan.new.map((unit) => [unit.code, unit]));
}

const MAP_NAMES = ["a", "b", "both"];
// Panes from below to above; the fills stand in Leaflet's own overlay pane (400).
const COMPARISON_PANES = { marks: 410, oldLines: 420, newLines: 430, pointed: 450, selected: 460 };
const COMPARISON_PATTERNS = {
  differs: { size: 9, paths: ["M-2,2 l4,-4 M0,9 l9,-9 M7,11 l4,-4"], width: 1.5,
             colour: "#5d6570" },
};
const LINES = {
  old: { color: "#5d6570", weight: 0.8, opacity: 0.9 },
  new: { color: "#0b1f3a", weight: 2.4, opacity: 1 },
  // As on paper (`LINES` of the printed sheets): told apart by colour, by lightness and by dash.
  a: { color: "#0b4f8a", weight: 3.2, dashArray: "12 5", lineCap: "butt", opacity: 1 },
  b: { color: "#d97706", weight: 3.8, dashArray: "3 4", lineCap: "butt", opacity: 1 },
};
const SAME_FILL = "#e4efe6";
const DIFFERENT_FILL = "#fbf1da";

/** The new unit that a map draws a unit in: of a divided one the heir of most area. */
function drawnIn(plan, code) {
  return app.units.get(code).to[plan][0];
}

/** Codes of the units whose partners differ between the plans left and right. */
function differing() {
  const [a, b] = app.sides;
  return new Set(app.content.differ[`${Math.min(a, b)}-${Math.max(a, b)}`]);
}

/** Lines of the borders that a condition on both sides' units keeps. */
function linesWhere(keep) {
  return app.content.borders.filter(([one, other]) => keep(one, other))
    .flatMap(([, , lines]) => lines);
}

/** Whether a plan has a border there; the rim of the area is in every plan. */
function parted(plan, one, other) {
  return other === "" || drawnIn(plan, one) !== drawnIn(plan, other);
}

function addMap(name, map, outlines) {
  const fills = L.geoJSON(outlines, { smoothFactor: 0 });
  const paths = new Map();
  fills.eachLayer((layer) => paths.set(String(layer.feature.id), layer));
  for (const [pane, level] of Object.entries(COMPARISON_PANES)) {
    const element = map.createPane(pane);
    element.style.zIndex = level;
    element.style.pointerEvents = "none";
  }
  addNamesPane(map);
  app.maps[name] = { map, fills, paths, drawn: L.layerGroup().addTo(map), outlines };
  fills.eachLayer((layer) => {
    const unit = app.units.get(String(layer.feature.id));
    layer.on("click", () => selectUnit(unit));
    layer.on("add", () => listen(name, layer, unit));
    const follow = ({ originalEvent: { clientX, clientY } }) => placeShortView(clientX, clientY);
    // A page that scrolls brings a unit under a pointer that does not move.
    layer.on("mouseover", (event) => { pointAtUnit(unit); follow(event); });
    layer.on("mousemove", follow);
    layer.on("mouseout", pointAwayFromUnit);
  });
  fills.addTo(map);
  map.on("zoomend viewreset", () => drawNames(name));
  // All maps show the same place: the one that the reader moves leads.
  map.on("movestart", () => {
    if (!app.moving) app.whole = false;
  });
  map.on("move zoomend", () => {
    if (app.moving) return;
    app.moving = true;
    for (const other of shownMaps()) {
      if (other !== name) {
        app.maps[other].map.setView(map.getCenter(), map.getZoom(), { animate: false });
      }
    }
    app.moving = false;
  });
  // The wheel belongs to the page until the reader has gone into a map.
  map.scrollWheelZoom.disable();
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur mouseout", () => map.scrollWheelZoom.disable());
}

function shownMaps() {
  return app.view === "maps" ? ["a", "b"] : ["both"];
}

/** Draw fills, hatching and borders of every map that is shown. */
function drawMaps() {
  for (const name of shownMaps()) {
    const { fills, drawn } = app.maps[name];
    drawn.clearLayers();
    const differ = differing();
    fills.setStyle((feature) => {
      const colour = fillOf(name, String(feature.id), differ);
      return { stroke: true, color: colour, weight: 0.7, fillColor: colour, fillOpacity: 1 };
    });
    if (name === "both" || app.shown.marked) drawn.addLayer(hatching(name, differ));
    if (app.shown.old_lines) addLines(name, linesWhere(() => true), LINES.old, "oldLines");
    const [a, b] = app.sides;
    if (name === "both") {
      addLines(name, linesWhere((one, other) => parted(a, one, other) && parted(b, one, other)),
        LINES.new, "newLines");
      for (const [side, mine, theirs] of [["a", a, b], ["b", b, a]]) {
        const lines = linesWhere((one, other) =>
          parted(mine, one, other) && !parted(theirs, one, other));
        // A light line below lifts the dashes off the hatching.
        addLines(name, lines, { color: "#ffffff", weight: 5, opacity: 0.9 }, "newLines");
        addLines(name, lines, LINES[side], "newLines");
      }
    } else {
      const plan = name === "a" ? a : b;
      addLines(name, linesWhere((one, other) => parted(plan, one, other)), LINES.new, "newLines");
    }
    setStop(name, app.selected ? app.selected.code : app.content.units[0].code);
    drawNames(name);
  }
  drawSelected();
}

/** Lines in the pane of one map; on a small one they are thinner, not to hide the units. */
function addLines(name, lines, style, pane) {
  const { map, drawn } = app.maps[name];
  const weight = style.weight * (map.getSize().x < 500 ? 0.6 : 1);
  drawn.addLayer(L.polyline(lines, { ...style, weight, pane, interactive: false, smoothFactor: 0,
                                     lineJoin: "round", className: "line-" + pane }));
}

function fillOf(name, code, differ) {
  if (name === "both") return differ.has(code) ? DIFFERENT_FILL : SAME_FILL;
  const plan = app.sides[name === "a" ? 0 : 1];
  return app.content.plans[plan].units.get(drawnIn(plan, code)).colour;
}

function hatching(name, differ) {
  return L.geoJSON(app.maps[name].outlines, {
    pane: "marks", interactive: false, smoothFactor: 0,
    filter: (feature) => differ.has(String(feature.id)),
    style: { stroke: false, fillColor: "url(#hatch-differs)", fillOpacity: 1 },
  });
}

function drawNames(name) {
  const { map, paths } = app.maps[name];
  if (!app.shown.labels) return placeNames(map, [], null);
  if (name === "both") {
    return placeNames(map, app.content.units, (unit) => paths.get(unit.code).getBounds());
  }
  const plan = app.content.plans[app.sides[name === "a" ? 0 : 1]];
  return placeNames(map, plan.new, (unit) => unit.drawn.reduce(
    (bounds, code) => bounds.extend(paths.get(code).getBounds()), L.latLngBounds([])));
}

/** Outline the new unit that a unit belongs to, on each map in its own plan. */
function outlineUnit(unit, pane, colour) {
  const layers = [];
  for (const name of shownMaps()) {
    const { map } = app.maps[name];
    const plan = { a: app.sides[0], b: app.sides[1] }[name];
    const inside = (code) => code !== "" && (plan === undefined ? code === unit.code
      : drawnIn(plan, code) === drawnIn(plan, unit.code));
    const lines = linesWhere((one, other) => inside(one) !== inside(other));
    const own = linesWhere((one, other) => (one === unit.code) !== (other === unit.code));
    for (const [color, weight] of [["#ffffff", 7], [colour, 3.5]]) {
      layers.push(L.polyline(lines, { color, weight, opacity: 1, pane, interactive: false,
                                      smoothFactor: 0 }).addTo(map));
    }
    layers.push(L.polyline(own, { color: colour, weight: 2, opacity: 1, pane, dashArray: "3 4",
                                  interactive: false, smoothFactor: 0 }).addTo(map));
  }
  return layers;
}

function pointAtUnit(unit) {
  pointAwayFromUnit();
  app.pointed = outlineUnit(unit, "pointed", "#000000");
  app.short.replaceChildren(unitText(unit, app.sides));
  app.short.hidden = false;
}

function pointAwayFromUnit() {
  for (const layer of app.pointed || []) layer.remove();
  app.pointed = [];
  closeShortView();
}

function drawSelected() {
  for (const layer of app.outlined || []) layer.remove();
  app.outlined = app.selected ? outlineUnit(app.selected, "selected", "#c1121f") : [];
}

function selectUnit(unit, zoom) {
  app.selected = unit;
  pointAwayFromUnit();
  drawSelected();
  drawUnit();
  if (!unit) return;
  for (const name of shownMaps()) setStop(name, unit.code);
  if (zoom) {
    const { map, paths } = app.maps[shownMaps()[0]];
    map.fitBounds(paths.get(unit.code).getBounds().pad(1.5), { maxZoom: 12, animate: false });
    document.getElementById("maps").scrollIntoView({ block: "nearest" });
  }
}

/** One unit of a map takes part in the order of Tab; arrows move on from it. */
function setStop(name, code) {
  for (const [other, layer] of app.maps[name].paths) {
    const element = layer.getElement();
    if (element) element.setAttribute("tabindex", other === code ? "0" : "-1");
  }
}

function listen(name, layer, unit) {
  const element = layer.getElement();
  element.setAttribute("role", "button");
  element.setAttribute("data-code", unit.code);
  element.setAttribute("aria-label", spoken(unit));
  element.onkeydown = (event) => moveOn(event, name, unit);
  element.onfocus = () => {
    // A click of the mouse also focuses, and has its own short view.
    if (!element.matches(":focus-visible")) return;
    const { map } = app.maps[name];
    map.panInside(unit.at, { padding: [60, 60], animate: false });
    pointAtUnit(unit);
    const corner = map.getContainer().getBoundingClientRect();
    const at = map.latLngToContainerPoint(unit.at);
    placeShortView(corner.left + at.x, corner.top + at.y);
  };
  element.onblur = pointAwayFromUnit;
}

function moveOn(event, name, unit) {
  if (event.key === "Enter" || event.key === " ") selectUnit(unit);
  else if (event.key === "Escape") selectUnit(null);
  else if (DIRECTIONS[event.key]) {
    const next = nearest(app.content.units, unit, DIRECTIONS[event.key]);
    if (next) {
      setStop(name, next.code);
      app.maps[name].paths.get(next.code).getElement().focus({ preventScroll: true });
    }
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
