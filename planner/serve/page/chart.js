// The map: outlines on a canvas, which recolours thousands in a blink; what is chosen above it.

import { priceOf, WHY, whyOf } from "./layers.js";
import { said } from "./api.js";
import { endWipe } from "./wipe.js";
import { changed, current, desk, isBad, isMerged, isPending, locksOn, nameOf, rowOf, unitName }
  from "./desk.js";

const PALE = "#f2f3f0";
export const [BAD, DRAWN] = ["#f7d6d0", "#ffe08a"];
export const BORDER = { between: { color: "#2b3a4a", weight: 2.4, opacity: 1, dashArray: null },
                 within: { color: "#7a8794", weight: 0.9, opacity: 0.8, dashArray: "3 3" } };
export const CHOSEN = { color: "#b3261e", weight: 4, fill: false, interactive: false };
const GROUP = { color: "#b3261e", weight: 2, dashArray: "2 4", fill: false, interactive: false };
const TARGET = { color: "#b3261e", weight: 3, dashArray: "7 5", fill: false, interactive: false };
const hatch = (name) => ({ stroke: false, fillColor: `url(#hatch-${name})`, fillOpacity: 1,
                          interactive: false });
const [HELD, DIFFERS] = [hatch("held"), hatch("differs")];
const FROM_ZOOM = 11;
// Width and height of a letter of a name, in pixels.
const LETTER = [7.4, 17];

let map, above, areas, borders, labels, marks;
let hover = () => {}, click = () => {}, overBorder = () => {};
let untouched = true;
let watch = null;

export function makeMap(place, onHover, onClick, onBorder) {
  [hover, click, overBorder] = [onHover, onClick, onBorder];
  endWipe();
  if (map) map.remove();
  map = L.map(place, { preferCanvas: true, attributionControl: false, zoomControl: false,
                       zoomSnap: 0.25, keyboard: false, boxZoom: false });
  L.control.zoom({ position: "bottomright", zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
  map.createPane("above").style.zIndex = 450;
  map.getPane("above").style.pointerEvents = "none";
  above = L.svg({ pane: "above" });
  areas = new Map();
  for (const feature of desk.ground.outlines.features) {
    const area = L.geoJSON(feature, { smoothFactor: 0 }).getLayers()[0];
    area.code = feature.id;
    area.options.stroke = false;
    area.on("mousemove", () => enter(feature.id));
    area.on("click", (event) => {
      L.DomEvent.stop(event);
      click(feature.id, event.originalEvent.shiftKey || event.originalEvent.ctrlKey);
    });
    areas.set(feature.id, area.addTo(map));
  }
  borders = desk.ground.borders.map((border) => {
    const line = L.polyline(border.lines, { interactive: false, smoothFactor: 0 }).addTo(map);
    line.on("mousemove", () => { last = null; overBorder(border, false); });
    line.on("click", (event) => { L.DomEvent.stop(event); overBorder(border, true); });
    return { ...border, line, kind: null };
  });
  [labels, marks] = [L.layerGroup().addTo(map), L.layerGroup().addTo(map)];
  map.on("click", () => click(null, false));
  map.on("zoomend", drawLabels);
  // What stands beside the map takes its room later; until somebody moves it, all is in view.
  untouched = true;
  map.on("mousedown dblclick", () => { untouched = false; });
  map.getContainer().addEventListener("wheel", () => { untouched = false; }, { passive: true });
  watch?.disconnect();
  watch = new ResizeObserver(() => { resized(); if (untouched) home(); });
  watch.observe(map.getContainer());
  home();
  addIslands(map, land());
}

let last = null;
function enter(code) {
  if (code === last) return;
  last = code;
  hover(code);
}

/** A map that is hidden has no room, and no place in it can be worked out. */
const hasSize = () => map.getSize().x > 0 && map.getSize().y > 0;

const land = () => L.featureGroup([...areas.values()]);

export function home() {
  if (!hasSize()) return;
  map.fitBounds(homeBounds(land()), { animate: false, padding: [8, 8] });
}

export function zoomTo(codes) {
  if (!hasSize()) return;
  untouched = false;
  const bounds = L.featureGroup(codes.map((code) => areas.get(code))).getBounds();
  map.flyToBounds(bounds.pad(0.6), { duration: 0.4 });
}

export function resized() {
  map?.invalidateSize();
}

function fillOf(code) {
  const row = rowOf(code);
  if (desk.preview) {
    const drawn = desk.preview.groups.find((each) => each.units.includes(code));
    if (drawn && drawn.units.length > 1) return DRAWN;
  }
  if (desk.layer === "why") return WHY[whyOf(code)];
  if (isMerged(row)) return desk.colours.get(row.code);
  return isBad(row) ? BAD : PALE;
}

export function drawMap() {
  if (!map) return;
  const prices = desk.layer === "prices";
  // Colours of units stand back where those of borders speak.
  const fillOpacity = prices ? 0.4 : 1;
  for (const [code, area] of areas) {
    const fill = `${fillOf(code)} ${fillOpacity}`;
    if (area.fill === fill) continue;
    area.fill = fill;
    area.setStyle({ fillColor: fillOf(code), fillOpacity, stroke: false });
  }
  for (const border of borders) {
    const apart = !border.other || desk.home.get(border.one) !== desk.home.get(border.other);
    const price = prices && border.other ? priceOf(border.one, border.other) : null;
    const kind = price ? `price ${price.class}` : apart ? "between" : "within";
    border.line.options.interactive = price !== null && !desk.mode;
    if (border.kind === kind) continue;
    border.kind = kind;
    border.line.setStyle(price ? priceStyle(price) : BORDER[kind]);
  }
  if (!desk.compared) endWipe();
  drawMarks();
  drawLabels();
}

/** The dearer, the thicker: who sees no colours reads the width. */
function priceStyle(price) {
  const { colour, dash } = app.content.price_classes[price.class];
  return { color: colour, weight: 3 + price.class, opacity: 1, dashArray: dash };
}

export const priceWords = (one, other) => said(priceOf(one, other).words);

/** What a second version is drawn of. */
export const parts = () => ({ map, areas, borders, styles: BORDER, pale: PALE });

function outline(code, style) {
  const shape = L.polygon(areas.get(code).getLatLngs(), { ...style, renderer: above, pane: "above" });
  marks.addLayer(shape);
}

function drawMarks() {
  marks.clearLayers();
  for (const code of areas.keys()) {
    if (locksOn([code]).some((lock) => lock.kind !== "forbidden" && lock.kind !== "apart")) {
      outline(code, HELD);
    }
  }
  for (const code of desk.compared?.units ?? []) outline(code, DIFFERS);
  const row = desk.chosen.length && rowOf(current());
  if (row && isMerged(row)) for (const code of row.units) outline(code, GROUP);
  for (const code of desk.chosen) outline(code, CHOSEN);
  if (desk.target) outline(desk.target, TARGET);
}

/** Names of new units and of what misses a standard; of all units where there is room. */
function drawLabels() {
  if (!labels) return;
  labels.clearLayers();
  const every = map.getZoom() >= FROM_ZOOM;
  const rows = [...desk.groups.values()].sort((a, b) => isMerged(b) - isMerged(a));
  const taken = [];
  for (const row of rows) {
    const bad = isBad(row) || row.pieces > 1;
    if (!isMerged(row) && !bad && !every) continue;
    const named = (isMerged(row) || every) && hasRoom(row, taken);
    if (!named && !bad) continue;
    const text = make("span", { class: "name" + (isPending(row) ? " pending" : "") },
      bad ? make("b", { class: "bad", "aria-hidden": "true" }, row.pieces > 1 ? "⧉ " : "✗ ") : null,
      named ? nameOf(row) : null);
    const icon = L.divIcon({ html: text, className: "label", iconSize: [0, 0] });
    L.marker(placeOf(row), { icon, interactive: false, keyboard: false }).addTo(labels);
  }
}

/** Whether a name fits in among those that stand there already. */
function hasRoom(row, taken) {
  const { x, y } = map.latLngToLayerPoint(placeOf(row));
  const half = nameOf(row).length * LETTER[0] / 2;
  const box = L.bounds([x - half, y - LETTER[1] / 2], [x + half, y + LETTER[1] / 2]);
  if (taken.some((other) => other.overlaps(box))) return false;
  return taken.push(box) > 0;
}

function placeOf(row) {
  const largest = row.units.map((code) => desk.units.get(code))
    .reduce((a, b) => (b.area_km2 > a.area_km2 ? b : a));
  return largest.at;
}

/** The unit beside the one that is chosen, or beside the target, in the direction of a key. */
export function beside(direction) {
  const from = desk.target ?? current();
  const units = [...desk.units.values()];
  if (!from) return units[0].code;
  return nearest(units, desk.units.get(from), direction)?.code ?? from;
}

export function tooltip(code) {
  const row = rowOf(code);
  return isMerged(row) ? `${unitName(code)} → ${nameOf(row)}` : unitName(code);
}

export function forgetHover() {
  last = null;
  changed([]);
}
