// Layers of one's own: rivers, roads, seats, old districts, each with a box in the control.

/** Lines and points of a layer, which the pointer passes through. */
function ownLayer(layer) {
  const line = { color: layer.colour, weight: layer.width, opacity: 1, fill: false,
                 dashArray: layer.dash || null };
  const dot = { radius: 4, weight: 1.5, color: "#ffffff", fill: true, fillColor: layer.colour,
                fillOpacity: 1 };
  const features = layer.shapes.map(({ geometry }) => ({ type: "Feature", geometry, properties: {} }));
  return L.geoJSON({ type: "FeatureCollection", features }, {
    pane: "own", interactive: false, style: (feature) => (isPoint(feature) ? dot : line),
    pointToLayer: (_, at) => L.circleMarker(at, { pane: "own", interactive: false }),
  });
}

function isPoint({ geometry }) {
  return geometry.type.endsWith("Point");
}

function ownKeys() {
  return app.content.own.map((_, n) => "own" + n);
}

/** Layers by their keys; each is shown until the reader hides it. */
function ownLayers() {
  return Object.fromEntries(app.content.own.map((layer, n) => {
    app.shown["own" + n] = true;
    return ["own" + n, ownLayer(layer)];
  }));
}

function overlayName(key) {
  return key.startsWith("own") ? say(app.content.own[Number(key.slice(3))].name) : word(key);
}

function ownEntries() {
  return app.content.own.filter((_, n) => app.shown["own" + n]).map((layer) =>
    entry(layer.shapes.every(isPoint) ? dotSwatch(layer.colour) : swatch({ line: layer.colour,
      width: Math.max(layer.width, 1.2), dash: layer.dash || null }), say(layer.name)));
}

function dotSwatch(colour) {
  return makeSvg("svg", { width: 30, height: 18, "aria-hidden": "true" },
    makeSvg("circle", { cx: 15, cy: 9, r: 4, fill: colour, stroke: "#fff" }));
}

// How far a reader zooms in, beyond the view of the whole, before points have their names.
const NEAR = 1;

/** Names of the layers that are shown; a name needs no more room than it takes. */
function ownNames() {
  const near = app.map.getZoom() > app.map.getBoundsZoom(app.bounds) + NEAR;
  return app.content.own.flatMap((layer, n) => (app.shown["own" + n] ? layer.shapes : [])
    .filter((shape) => shape.label && (near || !isPoint(shape)))
    .map((shape) => ({ ...shape, weight: 0, colour: layer.colour })));
}
