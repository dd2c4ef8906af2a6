// Where the land is: the map begins with it, and so does each small one.

// Degrees from which islands are far out, and how much larger the land has to be without them.
const FAR = { degrees: 0.3, worth: 1.25 };

/** Bounds of the land and of islands near it: with those far out the map shows mostly the sea. */
export function landBounds(units) {
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
