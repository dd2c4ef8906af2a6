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
  document.body.prepend(header, panel);
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

/** Room that the controls over the map take from the view of the whole. */
function margins() {
  const wide = app.map.getSize().x >= 800;
  return { paddingTopLeft: [wide ? 60 : 12, 14], paddingBottomRight: [wide ? 300 : 12, 40] };
}

function showAll() {
  app.map.fitBounds(app.bounds, { ...margins(), animate: false });
}

function addMapButtons() {
  const bar = make("div", { class: "leaflet-bar map-buttons", role: "group" });
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => bar;
  control.addTo(app.map);
  L.DomEvent.disableClickPropagation(bar);
  app.buttonBar = bar;
  L.control.scale({ imperial: false, maxWidth: 160, position: "bottomleft" }).addTo(app.map);
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
  showAll();
  // Nobody gets lost in the empty space around the province.
  map.setMaxBounds(app.bounds.pad(1));
  map.setMinZoom(map.getZoom() - 1);
  addPatterns();
  addLayers({ present, proposed });
  addLabels();
  addMapButtons();
  addLayerControl();
  addSearch();
  drawAll();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.selected && event.target.id !== "search") unselect();
  });
  document.addEventListener("fullscreenchange", () => map.invalidateSize());
}
