// Two versions on one map: what was then on the left of a line that is moved, what is now right.

import { desk } from "./desk.js";
import { fillsOf } from "./parts/small.js";

const PANE = "then";
let leave = () => {};

export function endWipe() {
  leave();
  leave = () => {};
}

/** Draw another version over the map, up to the line. */
export function showWipe({ map, areas, borders, styles, pale }, home, names) {
  endWipe();
  const pane = map.getPane(PANE) ?? map.createPane(PANE);
  Object.assign(pane.style, { zIndex: 430, pointerEvents: "none" });
  const common = { renderer: L.canvas({ pane: PANE }), pane: PANE, interactive: false };
  const drawn = L.layerGroup().addTo(map);
  const fills = fillsOf(home);
  for (const [code, area] of areas) {
    drawn.addLayer(L.polygon(area.getLatLngs(), { ...common, stroke: false, fillOpacity: 1,
                                                  fillColor: fills.get(code) ?? pale }));
  }
  for (const { one, other, lines } of borders) {
    const apart = !other || home.get(one) !== home.get(other);
    drawn.addLayer(L.polyline(lines, { ...common, smoothFactor: 0,
                                       ...styles[apart ? "between" : "within"] }));
  }
  const slider = make("input", { type: "range", id: "wipe", min: "0", max: "1000",
                                 "aria-label": word("wipe") });
  slider.value = desk.wipe ?? 500;
  const edge = make("div", { id: "wipe-line", "aria-hidden": "true" });
  const bar = make("div", { id: "wipe-bar" }, make("span", {}, "◀ " + names[0]), slider,
    make("span", {}, names[1] + " ▶"));
  document.getElementById("map").after(edge, bar);
  const clip = () => {
    const size = map.getSize();
    const [from, to] = [[0, 0], size].map((point) => map.containerPointToLayerPoint(point));
    const x = from.x + size.x * slider.value / 1000;
    pane.style.clip = `rect(${from.y}px, ${x}px, ${to.y}px, ${from.x}px)`;
    // Names are those of now.
    map.getPane("markerPane").style.clip = `rect(${from.y}px, ${to.x}px, ${to.y}px, ${x}px)`;
    edge.style.left = `${size.x * slider.value / 1000}px`;
    edge.style.height = `${size.y}px`;
    desk.wipe = Number(slider.value);
  };
  slider.addEventListener("input", clip);
  map.on("move zoomend resize", clip);
  clip();
  leave = () => {
    map.off("move zoomend resize", clip);
    drawn.remove();
    common.renderer.remove();
    edge.remove();
    bar.remove();
    map.getPane("markerPane").style.clip = "";
  };
}
