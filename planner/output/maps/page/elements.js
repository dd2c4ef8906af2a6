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

const LAND = "M2,15 q3,-3 5.5,0 t5.5,0 t5,0 M6,11 q4,-8 9,0";
// Degrees from which islands are far out, and how much larger the land has to be without them.
const FAR = { degrees: 0.3, worth: 1.25 };

/** Bounds of the land and of islands near it: with those far out the map shows mostly the sea. */
function landBounds(units) {
  let waiting = units.getLayers().flatMap((layer) => {
    const shape = layer.getLatLngs();
    return Array.isArray(shape[0][0]) ? shape.map((part) => part[0]) : [shape[0]];
  }).map((ring) => L.latLngBounds(ring));
  const high = (box) => box.getNorth() - box.getSouth();
  const wide = (box) => box.getEast() - box.getWest();
  // Most units lie on the land, and so does what is nearest to the middle one of them.
  const middles = units.getLayers().map((layer) => layer.getBounds().getCenter());
  const median = (key) => middles.map((at) => at[key]).sort((a, b) => a - b)[middles.length >> 1];
  const middle = L.latLng(median("lat"), median("lng"));
  const away = (box) => middle.distanceTo(box.getCenter());
  const start = waiting.reduce((a, b) => (away(b) < away(a) ? b : a));
  const home = L.latLngBounds(start.getSouthWest(), start.getNorthEast());
  for (let before = 0; before !== waiting.length;) {
    before = waiting.length;
    const reach = L.latLngBounds(
      [home.getSouth() - FAR.degrees, home.getWest() - FAR.degrees],
      [home.getNorth() + FAR.degrees, home.getEast() + FAR.degrees]);
    waiting = waiting.filter((box) => !reach.intersects(box) || !home.extend(box));
  }
  const whole = units.getBounds();
  const larger = Math.max(high(whole) / high(home), wide(whole) / wide(home));
  return larger < FAR.worth ? whole : home;
}
