// Lays out the page and joins its parts.

function addFrame() {
  const header = make("header", {},
    make("h1", { id: "title" }),
    make("div", { class: "search", role: "search" },
      make("input", { id: "search", type: "text", role: "combobox", autocomplete: "off",
                      spellcheck: "false", "aria-expanded": "false", "aria-controls": "found",
                      "aria-autocomplete": "list" }),
      make("ul", { id: "found", role: "listbox", hidden: "" }),
      make("span", { id: "search-state", class: "only-heard", "aria-live": "polite" })),
    make("div", { id: "language", role: "group" }),
    make("button", { id: "panel-toggle", type: "button", "aria-controls": "panel" }));
  const panel = make("aside", { id: "panel", tabindex: "-1" },
    make("section", { id: "unit", "aria-live": "polite", hidden: "" }),
    make("div", { id: "overview" }));
  app.short = make("div", { id: "short-view", class: "leaflet-tooltip short-view", role: "tooltip",
                            hidden: "" });
  document.body.prepend(header, panel);
  document.body.append(app.short);
  document.getElementById("panel-toggle")
    .addEventListener("click", () => showPanel(!app.panelShown));
}

function drawFrame() {
  const { content, language } = app;
  document.documentElement.lang = ["vi", "en"][language];
  document.title = say(content.title);
  document.getElementById("title").textContent = say(content.title);
  const input = document.getElementById("search");
  input.placeholder = word("search");
  input.setAttribute("aria-label", word("search"));
  document.getElementById("found").setAttribute("aria-label", word("search"));
  document.getElementById("panel").setAttribute("aria-label", word("indicators"));
  app.map.getContainer().setAttribute("aria-label", word("map"));
  const group = document.getElementById("language");
  group.setAttribute("aria-label", word("language"));
  group.replaceChildren(...["Tiếng Việt", "English"].map((name, i) => {
    const choose = make("button", { type: "button", lang: ["vi", "en"][i], title: name,
                                    "aria-label": name, "aria-pressed": String(i === language) },
      ["VI", "EN"][i]);
    choose.addEventListener("click", () => setLanguage(i));
    return choose;
  }));
}

function setLanguage(language) {
  app.language = language;
  document.getElementById("search").value = "";
  drawAll();
  document.querySelectorAll("#language button")[language].focus();
}

function drawAll() {
  drawFrame();
  drawPanelButton();
  drawMapButtons();
  nameIslands();
  drawLayerControl();
  drawTheme();
  drawOverview();
  drawUnit();
  for (const side of ["present", "proposed"]) {
    for (const layer of app.paths[side].values()) nameForReaders(side, layer);
  }
}

/** Room at an edge, in pixels, in steps that are fine enough to see no difference. */
const ROOM = { side: [10, 60, 110, 160, 210, 260, 315], end: [10, 50, 100, 160, 220] };
// Zoom levels that a view may lose to free a hundredth of the outlines, or the middle of a unit:
// a small island counts little among the outlines, and must not lie under a box all the same.
const LOSS = { outlines: 0.15, unit: 0.15 };

/**
 * The largest view of the whole that the controls do not cover.
 *
 * Boxes stand in the corners; an area that slants leaves them empty, another
 * does not.  So room of every width is tried at the four edges.
 */
function wholeView() {
  const { map } = app;
  const size = map.getSize();
  const corner = map.getContainer().getBoundingClientRect();
  const boxes = [...map.getContainer().querySelectorAll(".leaflet-control")]
    .map((box) => box.getBoundingClientRect())
    .map((box) => [box.left - corner.left - 6, box.top - corner.top - 6,
                   box.right - corner.left + 6, box.bottom - corner.top + 6]);
  let best = null;
  const attempt = (left, right, top, bottom) => {
    if (size.x - left - right < 120 || size.y - top - bottom < 100) return;
    const zoom = map.getBoundsZoom(app.bounds, false, L.point(left + right, top + bottom));
    if (best && zoom <= best.score) return;
    const middle = map.project(app.bounds.getSouthWest(), zoom)
      .add(map.project(app.bounds.getNorthEast(), zoom)).divideBy(2)
      .add(L.point(right - left, bottom - top).divideBy(2));
    const origin = middle.subtract(size.divideBy(2));
    const covered = (places) => places.filter((place) => {
      const { x, y } = map.project(place, zoom).subtract(origin);
      return boxes.some((box) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
    }).length;
    const score = zoom - LOSS.outlines * 100 * covered(app.corners) / app.corners.length
      - LOSS.unit * covered(app.middles);
    if (!best || score > best.score) best = { score, middle, zoom };
  };
  for (const left of ROOM.side) {
    for (const right of ROOM.side) {
      for (const top of ROOM.end) for (const bottom of ROOM.end) attempt(left, right, top, bottom);
    }
  }
  return best;
}

function showAll() {
  const view = wholeView();
  if (!view) app.map.fitBounds(app.bounds, { animate: false });
  else app.map.setView(app.map.unproject(view.middle, view.zoom), view.zoom, { animate: false });
  app.whole = true;
}

function addMapButtons() {
  const bar = make("div", { class: "leaflet-bar map-buttons", role: "group" });
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => bar;
  control.addTo(app.map);
  L.DomEvent.disableClickPropagation(bar);
  app.buttonBar = bar;
  L.control.scale({ imperial: false, maxWidth: 160, position: "bottomright" }).addTo(app.map);
}

function drawMapButtons() {
  const buttons = [
    button("zoom_in", icon("M10,3 v14 M3,10 h14"), () => app.map.zoomIn(1)),
    button("zoom_out", icon("M3,10 h14"), () => app.map.zoomOut(1)),
    button("reset", icon("M3,9 L10,3 L17,9 M5,8 v9 h10 v-9"), showAll),
  ];
  if (document.fullscreenEnabled) {
    buttons.push(button("full_screen", icon("M3,7 v-4 h4 M13,3 h4 v4 M17,13 v4 h-4 M7,17 h-4 v-4"),
      () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else document.documentElement.requestFullscreen();
      }));
  }
  app.buttonBar.replaceChildren(...buttons);
}

function startPage(map, present, proposed) {
  app.map = map;
  app.panelShown = true;
  addFrame();
  map.invalidateSize({ animate: false });
  app.bounds = homeBounds(present);
  map.fitBounds(app.bounds, { animate: false });
  // A tenth of the corners is enough to know where outlines lie.
  app.corners = present.getLayers().flatMap((layer) => layer.getLatLngs().flat(Infinity))
    .filter((place, i) => i % 10 === 0 && app.bounds.contains(place));
  app.middles = app.content.present.map((unit) => unit.at)
    .filter((place) => app.bounds.contains(place));
  addPatterns(PATTERNS);
  addLayers({ present, proposed });
  addLabels();
  addMapButtons();
  addIslands(map, present);
  addLayerControl();
  addSearch();
  addPrinting();
  drawAll();
  map.on("movestart", () => { app.whole = false; });
  showAll();
  // Nobody gets lost in the empty space around the province.
  const whole = present.getBounds();
  map.setMaxBounds(L.latLngBounds(app.bounds.pad(1.5)).extend(whole.pad(0.5)));
  map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(whole)) - 1.5);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.selected && event.target.id !== "search") unselect();
  });
  // The title may take two lines in one language and one in the other.
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (app.whole) showAll();
  }).observe(map.getContainer());
}
