// Names on the map: the most populous first, and none over another.

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
  placeNames(app.map, app.shown.labels ? app.content[side] : [],
    (unit) => app.paths[side].get(unit.code).getBounds());
}

/** Place the names that have room; the choice depends on the zoom and not on the view. */
function placeNames(map, named, boundsOf) {
  const pane = map.getPane("names");
  pane.replaceChildren();
  ruler.font = "600 14px " + getComputedStyle(document.body).fontFamily;
  const placed = [];
  const units = [...named].sort((a, b) => b.weight - a.weight);
  for (const unit of units) {
    const middle = map.latLngToLayerPoint(unit.at);
    const bounds = boundsOf(unit);
    const room = map.latLngToLayerPoint(bounds.getSouthEast())
      .subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
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
    const label = make("div", { class: "name" });
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
