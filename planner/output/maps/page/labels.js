// Names on the map: units of the view first, the most populous before others; then the members of
// new units, then layers of one's own.  None stands over another.

const ruler = document.createElement("canvas").getContext("2d");
const LABEL_HEIGHT = 19;

function addLabels() {
  addNamesPane(app.map);
  app.map.on("zoomend viewreset", drawLabels);
}

function addNamesPane(map) {
  const pane = map.createPane("names");
  pane.style.zIndex = 620;
  pane.style.pointerEvents = "none";
  pane.classList.add("leaflet-zoom-hide");
  pane.setAttribute("aria-hidden", "true");
}

function drawLabels() {
  const side = sideOfTheme();
  const bounds = (of) => (unit) => app.paths[of].get(unit.code).getBounds();
  const named = app.shown.labels ? app.content[side] : [];
  // What the plan changes is named before what stays.
  const changed = app.theme === "proposal" ? named.filter(isNew) : [];
  const groups = [changed, named.filter((unit) => !changed.includes(unit))]
    .map((some) => ({ named: some, boundsOf: bounds(side) }));
  if (app.shown.labels && side === "proposed") {
    groups.push({ named: members(), boundsOf: bounds("present"), kind: "member" });
  }
  groups.push({ named: ownNames(), kind: "own" });
  placeGroups(app.map, groups);
}

/** Units of today that join others: named in the proposal as soon as they have room. */
function members() {
  return app.content.proposed.filter((unit) => unit.members.length > 1)
    .flatMap((unit) => unit.members.map((code) => app.units.present.get(code))
      .filter((member) => say(member.name) !== say(unit.name)));
}

/** Place the names that have room; the choice depends on the zoom and not on the view. */
function placeNames(map, named, boundsOf) {
  placeGroups(map, [{ named, boundsOf }]);
}

/** Place the names of one group after the other: later ones give way to earlier ones. */
function placeGroups(map, groups) {
  map.getPane("names").replaceChildren();
  const placed = [];
  for (const group of groups) placeGroup(map, group, placed);
}

const NAME_FONTS = { unit: "600 14px ", member: "italic 500 12px ", own: "italic 500 12px " };

function placeGroup(map, { named, boundsOf, kind = "unit" }, placed) {
  const pane = map.getPane("names");
  ruler.font = NAME_FONTS[kind] + getComputedStyle(document.body).fontFamily;
  const units = [...named].sort((a, b) => b.weight - a.weight);
  for (const unit of units) {
    const middle = map.latLngToLayerPoint(unit.at);
    const bounds = boundsOf ? boundsOf(unit) : null;
    // A point stands above its name.
    if (kind === "own") middle.y += 12;
    // What is no area has as much room as its name needs.
    const room = bounds ? map.latLngToLayerPoint(bounds.getSouthEast())
      .subtract(map.latLngToLayerPoint(bounds.getNorthWest())) : L.point(1000, 1000);
    const lines = wrap(unit.label, room.x);
    const width = Math.max(...lines.map((line) => ruler.measureText(line).width)) + 6;
    const height = lines.length * LABEL_HEIGHT;
    // A name may reach a little over its border, not far into the next unit.
    if (width > room.x * 1.15 || height > room.y * 1.15) continue;
    const box = [middle.x - width / 2, middle.y - height / 2, middle.x + width / 2,
                 middle.y + height / 2];
    if (placed.some((other) => box[0] < other[2] && box[2] > other[0]
                            && box[1] < other[3] && box[3] > other[1])) continue;
    placed.push(box);
    const label = make("div", { class: kind === "unit" ? "name" : "name " + kind });
    if (unit.colour && kind === "own") label.style.color = unit.colour;
    lines.forEach((line, i) => label.append(...(i ? [make("br"), line] : [line])));
    label.style.transform = `translate(${Math.round(middle.x)}px, ${Math.round(middle.y)}px)`
      + " translate(-50%, -50%)";
    pane.append(label);
  }
}

/** Part a long name in two lines when one line has no room. */
function wrap(text, room) {
  if (ruler.measureText(text).width <= room * 0.95) return [text];
  const words = text.split(" ");
  let best = [text];
  let least = ruler.measureText(text).width;
  for (let i = 1; i < words.length; i += 1) {
    const lines = [words.slice(0, i).join(" "), words.slice(i).join(" ")];
    const width = Math.max(...lines.map((line) => ruler.measureText(line).width));
    if (width < least) {
      best = lines;
      least = width;
    }
  }
  return best;
}
