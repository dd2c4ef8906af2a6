"use strict";
// Small makers of elements, and what every page of ours does with words, pictures and names.
// A page has a state `app` with at least `content.words` and `language`.

/** Text of a pair in the reader's language; a plain text is the same in both. */
function say(pair) {
  return typeof pair === "string" ? pair : pair[app.language];
}

function word(key) {
  return say(app.content.words[key]);
}

/** Give an element its attributes; those whose value is null are left out. */
function equip(element, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined) continue;
    // The policy of the page knows no styles in attributes.
    if (name === "style") element.style.cssText = value;
    else element.setAttribute(name, value);
  }
  return element;
}

function make(tag, attributes, ...children) {
  const element = equip(document.createElement(tag), attributes);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that names itself to screen readers and shows the same name on hover. */
function button(key, symbol, act) {
  const element = make("button", { type: "button", title: word(key), "aria-label": word(key) });
  element.append(symbol);
  element.addEventListener("click", act);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

function makeSvg(tag, attributes, ...children) {
  const element = equip(document.createElementNS(SVG, tag), attributes);
  element.append(...children);
  return element;
}

/** A line drawing of 20 × 20 for a button. */
function icon(path) {
  return makeSvg(
    "svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    makeSvg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2,
                      "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

/** Letters without marks, so that "thach ha" finds "Thạch Hà". */
function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d")
    .toLowerCase().replace(/\s+/g, " ").trim();
}

function choice(type, name, value, text, checked, act) {
  const input = make("input", { type, name, value });
  input.checked = checked;
  input.addEventListener("change", () => act(input.checked));
  return make("label", {}, input, " " + text);
}

/** A small picture of a fill, a hatching or a line. */
function swatch({ fill, pattern, line, width, dash }) {
  const picture = makeSvg("svg", { width: 30, height: 18, "aria-hidden": "true" });
  const area = { x: 0.5, y: 0.5, width: 29, height: 17 };
  if (fill) picture.append(makeSvg("rect", { ...area, fill, stroke: "#5d6570" }));
  if (pattern) {
    picture.append(makeSvg("rect", { ...area, fill: "url(#hatch-" + pattern + ")",
                                     stroke: "#5d6570" }));
  }
  if (line) {
    picture.append(makeSvg("path", { d: "M1,9 h28", stroke: line, "stroke-width": width,
                                     "stroke-dasharray": dash || "none" }));
  }
  return picture;
}

/** A row of several fills: colours that only tell areas apart. */
function swatches(colours) {
  const picture = makeSvg("svg", { width: 30, height: 18, "aria-hidden": "true" });
  const step = 29 / colours.length;
  colours.forEach((fill, i) => picture.append(makeSvg("rect",
    { x: 0.5 + i * step, y: 0.5, width: step, height: 17, fill, stroke: "#5d6570",
      "stroke-width": 0.6 })));
  return picture;
}

function entry(picture, text, count) {
  return make("li", {}, picture, make("span", {}, text,
    count === undefined ? null : make("b", {}, " (" + count + ")")));
}

/** Hatchings, kept in one hidden drawing that every layer refers to. */
function addPatterns(patterns) {
  const definitions = makeSvg("defs", {});
  for (const [name, pattern] of Object.entries(patterns)) {
    const tile = makeSvg("pattern", {
      id: "hatch-" + name, width: pattern.size, height: pattern.size,
      patternUnits: "userSpaceOnUse",
    });
    for (const path of pattern.paths || []) {
      tile.append(makeSvg("path", { d: path, stroke: pattern.colour,
                                    "stroke-width": pattern.width, fill: "none" }));
    }
    if (pattern.dots) {
      for (const [x, y] of [[2.2, 2.2], [6.7, 6.7]]) {
        tile.append(makeSvg("circle", { cx: x, cy: y, r: pattern.dots, fill: pattern.colour }));
      }
    }
    definitions.append(tile);
  }
  const holder = makeSvg("svg", { width: 0, height: 0, "aria-hidden": "true",
                                  style: "position:absolute" });
  holder.append(definitions);
  document.body.append(holder);
}

function closeShortView() {
  app.short.hidden = true;
}

/** Put the short view beside the pointer, above every control and inside the window. */
function placeShortView(x, y) {
  const { offsetWidth: width, offsetHeight: height } = app.short;
  const left = x + 18 + width > window.innerWidth ? x - 18 - width : x + 18;
  const top = Math.min(y + 12, window.innerHeight - height - 6);
  app.short.style.left = Math.max(6, left) + "px";
  app.short.style.top = Math.max(6, top) + "px";
}

const DIRECTIONS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

/** The nearest unit in a direction; what lies aside counts as twice as far. */
function nearest(units, unit, [north, east]) {
  let best = null;
  let least = Infinity;
  for (const other of units) {
    const up = other.at[0] - unit.at[0];
    const right = (other.at[1] - unit.at[1]) * Math.cos(unit.at[0] * Math.PI / 180);
    const ahead = up * north + right * east;
    const aside = Math.abs(up * east) + Math.abs(right * north);
    if (other !== unit && ahead > aside * 0.6 && ahead + 2 * aside < least) {
      best = other;
      least = ahead + 2 * aside;
    }
  }
  return best;
}

/** Where a map opens: the land, with islands near it; those far out have a box of their own. */
function homeBounds(units) {
  const { islands } = app.content;
  return islands ? L.latLngBounds(islands.home) : units.getBounds();
}

/** A box with the islands far out and their name: a press goes there. */
function addIslands(map, units) {
  const { islands } = app.content;
  if (!islands) return;
  const bounds = L.latLngBounds(islands.bounds);
  const home = L.latLngBounds(islands.home);
  const [sea, shrink] = [8, Math.cos(bounds.getCenter().lat * Math.PI / 180)];
  const wide = Math.max(bounds.getEast() - bounds.getWest(), 0.02) * shrink;
  const high = Math.max(bounds.getNorth() - bounds.getSouth(), 0.02);
  const scale = Math.min(124 / wide, 74 / high);
  const place = ({ lat, lng }) => [sea + (lng - bounds.getWest()) * shrink * scale,
                                   sea + (bounds.getNorth() - lat) * scale];
  const rings = units.getLayers().map((layer) => layer.getLatLngs())
    .flatMap((shape) => (Array.isArray(shape[0][0]) ? shape.map((part) => part[0]) : [shape[0]]))
    .filter((ring) => !home.contains(L.latLngBounds(ring)));
  const drawn = rings.map((ring) => "M" + ring.map((at) =>
    place(at).map((each) => each.toFixed(1)).join(",")).join("L") + "Z").join("");
  const picture = makeSvg("svg", { width: Math.round(wide * scale) + 2 * sea,
                                   height: Math.round(high * scale) + 2 * sea, "aria-hidden": "true" },
    makeSvg("path", { d: drawn, fill: "#f4e9b3", stroke: "#14202e", "stroke-width": 1.6,
                      "stroke-linejoin": "round" }));
  const control = new L.Control({ position: "bottomright" });
  control.onAdd = () => {
    const press = make("button", { type: "button", class: "islands" }, picture, make("span", {}));
    press.addEventListener("click", () =>
      map.fitBounds(bounds, { padding: [40, 40], maxZoom: 11, animate: false }));
    L.DomEvent.disableClickPropagation(press);
    return press;
  };
  control.addTo(map);
  nameIslands();
}

function nameIslands() {
  for (const name of document.querySelectorAll(".islands span")) {
    name.textContent = say(app.content.islands.label);
  }
}
