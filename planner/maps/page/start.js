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
  drawAll();
  document.querySelectorAll("#language button")[language].focus();
}

function drawAll() {
  drawFrame();
  drawPanelButton();
  drawMapButtons();
  drawLayerControl();
  drawTheme();
  drawOverview();
  drawUnit();
  for (const side of ["present", "proposed"]) {
    for (const layer of app.paths[side].values()) nameForReaders(side, layer);
  }
}

/**
 * The largest view of the whole that no control covers.
 *
 * Boxes stand in three corners; an area that slants leaves them empty, another
 * does not.  So every share of room at the four edges is tried.
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
  for (const left of [10, 70, 170, 310]) {
    for (const right of [10, 90, 170, 330]) {
      for (const top of [10, 60, 200]) {
        for (const bottom of [10, 60, 200]) {
          if (size.x - left - right < 120 || size.y - top - bottom < 100) continue;
          const zoom = map.getBoundsZoom(app.bounds, false, L.point(left + right, top + bottom));
          if (best && zoom <= best.zoom) continue;
          const shift = L.point(right - left, bottom - top).divideBy(2);
          const middle = map.project(app.bounds.getSouthWest(), zoom)
            .add(map.project(app.bounds.getNorthEast(), zoom)).divideBy(2).add(shift);
          const origin = middle.subtract(size.divideBy(2));
          const free = app.corners.every((place) => {
            const { x, y } = map.project(place, zoom).subtract(origin);
            return !boxes.some((box) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
          });
          if (free || !best) best = { zoom: free ? zoom : -1, middle, used: zoom };
        }
      }
    }
  }
  return best;
}

function showAll() {
  const view = wholeView();
  if (!view) app.map.fitBounds(app.bounds, { animate: false });
  else app.map.setView(app.map.unproject(view.middle, view.used), view.used, { animate: false });
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
  app.bounds = present.getBounds();
  map.fitBounds(app.bounds, { animate: false });
  // Every fifth corner is enough to know where outlines lie.
  app.corners = present.getLayers().flatMap((layer) => layer.getLatLngs().flat(Infinity))
    .filter((_, i) => i % 5 === 0);
  addPatterns();
  addLayers({ present, proposed });
  addLabels();
  addMapButtons();
  addLayerControl();
  addSearch();
  drawAll();
  showAll();
  // Nobody gets lost in the empty space around the province.
  map.setMaxBounds(app.bounds.pad(1));
  map.setMinZoom(map.getZoom() - 1);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.selected && event.target.id !== "search") unselect();
  });
  document.addEventListener("fullscreenchange", () => map.invalidateSize());
}
