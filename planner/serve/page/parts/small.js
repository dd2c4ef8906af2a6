// Small maps: each state of the strip as a picture, drawn from the outlines that are there anyway.

import { read } from "../api.js";
import { desk } from "../desk.js";

const SIZE = [84, 50];
// Twice as many dots as pixels, for screens that show them.
const FINE = 2;
// What is smaller than this on the picture is drawn as a dot, so that a small merger is seen.
const SEEN = 7;
const PALE = "#e4e6e2";
let of = null;
let paths = [];
let homes = new Map();

/** Unit → the unit that heads its group in a state, asked of the server once. */
export async function homeOf(seq) {
  if (seq === desk.seq) homes.set(seq, new Map(desk.home));
  if (!homes.has(seq)) {
    const here = new Map(desk.home);
    const { units } = await read(`w/${desk.id}/compare?before=${desk.seq}&after=${seq}`);
    homes.set(seq, new Map([...here, ...Object.entries(units)]));
  }
  return homes.get(seq);
}

/** Outlines in the measure of the picture. */
function prepare() {
  if (of === desk.ground) return;
  [of, homes] = [desk.ground, new Map()];
  const bounds = homeBounds(L.geoJSON(desk.ground.outlines));
  const narrow = Math.cos(bounds.getCenter().lat * Math.PI / 180);
  const wide = (bounds.getEast() - bounds.getWest()) * narrow;
  const high = bounds.getNorth() - bounds.getSouth();
  const scale = Math.min(SIZE[0] / wide, SIZE[1] / high) * FINE;
  const left = (SIZE[0] * FINE - wide * scale) / 2;
  const top = (SIZE[1] * FINE - high * scale) / 2;
  paths = desk.ground.outlines.features.map(({ id, geometry }) => {
    const path = new Path2D();
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const box = L.bounds([]);
    for (const [east, north, first] of points(parts)) {
      const x = left + (east - bounds.getWest()) * narrow * scale;
      const y = top + (bounds.getNorth() - north) * scale;
      box.extend([x, y]);
      if (first) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    const { x, y } = box.getCenter();
    return [id, path, { x, y, size: Math.max(box.getSize().x, box.getSize().y) }];
  });
}

function* points(parts) {
  for (const ring of parts.flat()) for (const [at, [x, y]] of ring.entries()) yield [x, y, at === 0];
}

/** Colours of the units that are merged in a version: those of the map, where it has them. */
export function fillsOf(home) {
  const heads = [...home.values()];
  const merged = new Set(heads.filter((head, at) => heads.indexOf(head) !== at));
  const order = [...merged].sort();
  const colours = new Map(order.map((head, at) => [head, desk.colours.get(head)
    ?? app.content.colours[at % app.content.colours.length]]));
  return new Map([...home].filter(([, head]) => merged.has(head))
    .map(([code, head]) => [code, colours.get(head)]));
}

export async function drawSmall(canvas, seq) {
  prepare();
  const home = await homeOf(seq);
  const fills = fillsOf(home);
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  // What is merged above what is not, with an edge that a pale colour has, too.
  for (const merged of [false, true]) {
    for (const [code, path, place] of paths) {
      const fill = fills.get(code);
      if (Boolean(fill) !== merged) continue;
      pen.lineWidth = merged ? 1.4 : 0.6;
      pen.fillStyle = fill ?? PALE;
      pen.strokeStyle = merged ? "#2b3a4a" : "#aab2ba";
      pen.fill(path, "evenodd");
      pen.stroke(path);
      if (merged && place.size < SEEN) {
        pen.beginPath();
        pen.arc(place.x, place.y, SEEN / 2, 0, 2 * Math.PI);
        pen.fill();
        pen.stroke();
      }
    }
  }
}

export function smallMap() {
  return make("canvas", { width: SIZE[0] * FINE, height: SIZE[1] * FINE, "aria-hidden": "true" });
}
