// Small maps: each state of the strip as a picture, drawn from the outlines that are there anyway.

import { read } from "../api.js";
import { desk } from "../desk.js";

const SIZE = [84, 50];
// Twice as many dots as pixels, for screens that show them.
const FINE = 2;
let of = null;
let paths = [];
let homes = new Map();

/** Unit → the unit that heads its group in a state, asked of the server once. */
async function homeOf(seq) {
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
    for (const [east, north, first] of points(parts)) {
      const x = left + (east - bounds.getWest()) * narrow * scale;
      const y = top + (bounds.getNorth() - north) * scale;
      if (first) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    return [id, path];
  });
}

function* points(parts) {
  for (const ring of parts.flat()) for (const [at, [x, y]] of ring.entries()) yield [x, y, at === 0];
}

export async function drawSmall(canvas, seq) {
  prepare();
  const home = await homeOf(seq);
  const heads = [...home.values()];
  const merged = new Set(heads.filter((head, at) => heads.indexOf(head) !== at));
  const order = [...merged].sort();
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = 0.6;
  for (const [code, path] of paths) {
    const at = order.indexOf(home.get(code));
    pen.fillStyle = at < 0 ? "#e4e6e2" : desk.colours.get(order[at])
      ?? app.content.colours[at % app.content.colours.length];
    pen.strokeStyle = at < 0 ? "#aab2ba" : pen.fillStyle;
    pen.fill(path, "evenodd");
    pen.stroke(path);
  }
}

export function smallMap() {
  return make("canvas", { width: SIZE[0] * FINE, height: SIZE[1] * FINE, "aria-hidden": "true" });
}
