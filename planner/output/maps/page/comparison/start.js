// Lays out the page of a comparison and joins its parts.

function addComparisonFrame(holder) {
  const header = make("header", {}, make("h1", { id: "title" }),
    make("div", { id: "language", role: "group" }));
  const figures = MAP_NAMES.map((name) => {
    const place = name === "a" ? holder : make("div", { class: "folium-map" });
    return make("figure", { class: "plan-map", id: "map-" + name },
      make("figcaption", {}), make("div", { class: "plan-frame" }, place));
  });
  const main = make("main", {},
    make("form", { id: "choose" }),
    make("div", { id: "maps" }, figures),
    make("ul", { id: "legend" }),
    make("section", { id: "unit", "aria-live": "polite", hidden: "" }),
    make("div", { id: "parts" }));
  app.short = make("div", { id: "short-view", class: "leaflet-tooltip short-view", role: "tooltip",
                            hidden: "" });
  document.body.prepend(header, main);
  document.body.append(app.short);
  main.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
}

function drawFrame() {
  document.documentElement.lang = ["vi", "en"][app.language];
  document.title = say(app.content.title);
  document.getElementById("title").textContent = say(app.content.title);
  const group = document.getElementById("language");
  group.setAttribute("aria-label", word("language"));
  group.replaceChildren(...["Tiếng Việt", "English"].map((name, i) => {
    const choose = make("button", { type: "button", lang: ["vi", "en"][i], title: name,
                                    "aria-label": name, "aria-pressed": String(i === app.language) },
      ["VI", "EN"][i]);
    choose.addEventListener("click", () => {
      app.language = i;
      drawComparison();
      document.querySelectorAll("#language button")[i].focus();
    });
    return choose;
  }));
}

function drawChoices() {
  const selects = ["left", "right"].map((key, side) => {
    const select = make("select", { id: key }, app.content.plans.map((_, i) => {
      const option = make("option", { value: i }, planName(i));
      option.selected = app.sides[side] === i;
      return option;
    }));
    select.addEventListener("change", () => {
      const chosen = Number(select.value);
      // A plan beside itself says nothing: the two change places.
      if (app.sides[1 - side] === chosen) app.sides[1 - side] = app.sides[side];
      app.sides[side] = chosen;
      drawComparison();
      document.getElementById(key).focus();
    });
    return make("label", { class: "choose-plan" }, make("span", {}, word(key)), select);
  });
  const views = ["maps", "differences"].map((view) =>
    choice("radio", "view", view, word(view), app.view === view, () => chooseView(view)));
  const layers = ["labels", "old_lines", "marked"]
    .filter((key) => key !== "marked" || app.view === "maps")
    .map((key) => choice("checkbox", "layer", key, word(key), app.shown[key], (shown) => {
      app.shown[key] = shown;
      drawMaps();
      drawLegend();
    }));
  document.getElementById("choose").replaceChildren(...selects,
    make("fieldset", {}, make("legend", {}, word("view")), views),
    make("fieldset", {}, make("legend", {}, word("with")), layers));
}

function chooseView(view) {
  const { map } = app.maps[shownMaps()[0]];
  const [middle, zoom, whole] = [map.getCenter(), map.getZoom(), app.whole];
  app.view = view;
  document.body.dataset.view = view;
  app.moving = true;
  for (const name of shownMaps()) {
    app.maps[name].map.invalidateSize({ animate: false });
    app.maps[name].map.setView(middle, zoom, { animate: false });
  }
  app.moving = false;
  drawComparison();
  if (whole) showWhole();
  document.querySelector(`#choose input[value="${view}"]`).focus();
}

function drawCaptions() {
  nameIslands();
  const captions = { a: [planHead(app.sides[0]), planTitle(app.sides[0])],
                     b: [planHead(app.sides[1]), planTitle(app.sides[1])],
                     both: [word("differences") + ": ", planHead(app.sides[0]), " – ",
                            planHead(app.sides[1])] };
  for (const name of MAP_NAMES) {
    document.querySelector(`#map-${name} figcaption`).replaceChildren(
      ...captions[name].flat().filter((child) => child !== null));
    app.maps[name].map.getContainer().setAttribute("aria-label", word("map") + ": "
      + document.querySelector(`#map-${name} figcaption`).textContent);
    app.maps[name].bar.replaceChildren(
      button("zoom_in", icon("M10,3 v14 M3,10 h14"), () => app.maps[name].map.zoomIn(1)),
      button("zoom_out", icon("M3,10 h14"), () => app.maps[name].map.zoomOut(1)),
      button("reset", icon("M3,9 L10,3 L17,9 M5,8 v9 h10 v-9"), showWhole));
    for (const [code, layer] of app.maps[name].paths) {
      const element = layer.getElement();
      if (element) element.setAttribute("aria-label", spoken(app.units.get(code)));
    }
  }
}

function drawLegend() {
  const line = (style, key) => entry(swatch({ line: style.color, width: style.weight,
                                              dash: style.dashArray }), word(key));
  const differ = differing().size;
  const hatched = (fill) => entry(swatch({ fill, pattern: "differs" }), word("partners_differ"),
    differ);
  const lines = [];
  if (app.view === "maps") {
    const [a, b] = app.sides.map((i) => app.content.plans[i].new);
    lines.push(entry(swatches([...new Set(a.map((unit) => unit.colour))].slice(0, 5)),
      word("colours")), line(LINES.new, "new_lines"));
    if (app.shown.marked) lines.push(hatched("#ffffff"));
  } else {
    lines.push(hatched(DIFFERENT_FILL),
      entry(swatch({ fill: SAME_FILL }), word("partners_same"), app.content.units.length - differ),
      line(LINES.new, "both_lines"), line(LINES.a, "left_only"), line(LINES.b, "right_only"));
  }
  if (app.shown.old_lines) lines.push(line(LINES.old, "old_lines"));
  const legend = document.getElementById("legend");
  legend.setAttribute("aria-label", word("legend"));
  legend.replaceChildren(...lines);
}

function drawComparison() {
  drawFrame();
  drawChoices();
  drawCaptions();
  drawLegend();
  drawMaps();
  drawParts();
  drawUnit();
}

function showWhole() {
  const { map, bar } = app.maps[shownMaps()[0]];
  // On a phone the buttons lie in a row above the map.
  const row = bar.offsetWidth > bar.offsetHeight ? bar.offsetHeight + 10 : 0;
  map.fitBounds(app.bounds,
    { paddingTopLeft: [6, 6 + row], paddingBottomRight: [6, 6], animate: false });
  app.whole = true;
}

/** Buttons of a map, in its corner. */
function addBar(name) {
  const { map } = app.maps[name];
  const bar = make("div", { class: "leaflet-bar map-buttons", role: "group" });
  const control = new L.Control({ position: "topleft" });
  control.onAdd = () => bar;
  control.addTo(map);
  L.DomEvent.disableClickPropagation(bar);
  app.maps[name].bar = bar;
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
}

function startPage(map, units) {
  const outlines = units.toGeoJSON();
  app.onlyDifferent = true;
  app.bounds = homeBounds(units);
  addComparisonFrame(map.getContainer());
  addPatterns(COMPARISON_PATTERNS);
  const options = { zoomControl: false, attributionControl: false, zoomSnap: 0.1 };
  for (const name of MAP_NAMES) {
    const own = name === "a" ? map
      : L.map(document.querySelector(`#map-${name} .folium-map`), options);
    own.invalidateSize({ animate: false });
    own.fitBounds(app.bounds, { animate: false });
    addMap(name, own, outlines);
    addBar(name);
    addIslands(own, units);
  }
  // All maps are laid out until here: one that is not seen has no size to fit anything into.
  const whole = units.getBounds();
  for (const name of MAP_NAMES) {
    const { map: each } = app.maps[name];
    each.setMaxBounds(L.latLngBounds(app.bounds.pad(1.5)).extend(whole.pad(0.5)));
    each.setMinZoom(Math.min(app.maps.a.map.getZoom(), app.maps.a.map.getBoundsZoom(whole)) - 1.5);
  }
  document.body.dataset.view = app.view;
  drawComparison();
  showWhole();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.selected) selectUnit(null);
  });
  new ResizeObserver(() => {
    const { whole } = app;
    app.moving = true;
    for (const name of shownMaps()) app.maps[name].map.invalidateSize({ animate: false });
    app.moving = false;
    drawMaps();
    if (whole) showWhole();
  }).observe(document.getElementById("maps"));
}
