// The page of the country: every commune by its answer, provinces in a table, search, figures.

const app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: 0, // position in a pair: 0 Vietnamese, 1 English
  map: null,
  shown: new Set(),
  selected: null,
  province: null,
  units: new Map(),
  paths: new Map(),
};
const FADED = { fillOpacity: 0.08, opacity: 0.25 };
const MOST_RESULTS = 12;
const COUNTS = ["at_least_likely", "at_most_likely", "at_most"];

function startPage(map, communes, provinces) {
  app.map = map;
  const { content } = app;
  for (const row of content.units) {
    const [code, name, province, screen, now, former, ...figures] = row;
    app.units.set(code, { code, name, province, screen, now, former, figures, plain: fold(name) });
  }
  for (const key of Object.keys(content.screens)) app.shown.add(key);
  communes.eachLayer((layer) => {
    const unit = app.units.get(String(layer.feature.id));
    app.paths.set(unit.code, layer);
    layer.bindTooltip(() => shortView(unit), { sticky: true });
    layer.on("click", () => select(unit, false));
  });
  communes.addTo(map);
  provinces.options.interactive = false;
  provinces.eachLayer((layer) => { layer.options.interactive = false; });
  provinces.setStyle({ fill: false, color: "#14202e", weight: 1.3, opacity: 1 });
  provinces.addTo(map);
  provinces.bringToFront();
  app.whole = communes.getBounds();
  frame();
  addArchipelagos();
  drawAll();
  // The frame has just taken its part of the window.
  map.invalidateSize();
  showMainland();
}

/** Above it stand the buttons. */
function showMainland() {
  app.map.fitBounds(app.content.mainland, { paddingTopLeft: [0, 44], animate: false });
}

function frame() {
  document.body.prepend(
    make("header", {}, make("h1", { id: "title" }),
      make("div", { class: "search", role: "search" },
        make("input", { id: "search", type: "search", autocomplete: "off", list: "found" }),
        make("div", { id: "results", role: "list", "aria-live": "polite" })),
      make("div", { id: "language", role: "group" })),
    make("aside", { id: "panel", tabindex: "-1" },
      make("section", { id: "unit", "aria-live": "polite", hidden: "" }),
      make("div", { id: "overview" })));
  const input = document.getElementById("search");
  input.addEventListener("input", drawResults);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; drawResults(); }
    if (event.key === "Enter") document.querySelector("#results button")?.click();
  });
}

/** The archipelagos are named in their place; a small screen does not reach them, but a press does. */
function addArchipelagos() {
  const { content, map } = app;
  app.names = content.archipelagos.map(({ bounds }) => {
    const at = [bounds[1][0], L.latLngBounds(bounds).getCenter().lng];
    return L.tooltip({ permanent: true, direction: "top", className: "sea-name" })
      .setLatLng(at).setContent("").addTo(map);
  });
  app.places = make("div", { class: "leaflet-bar places", role: "group" });
  const control = new L.Control({ position: "topright" });
  control.onAdd = () => app.places;
  control.addTo(map);
  L.DomEvent.disableClickPropagation(app.places);
}

function drawArchipelagos() {
  const { content, map } = app;
  const go = (name, act) => {
    const press = make("button", { type: "button" }, name);
    press.addEventListener("click", act);
    return press;
  };
  const short = (name) => say(name).replace(/ \(.*/, "").replace("Quần đảo ", "");
  app.places.replaceChildren(go(word("whole"), showMainland),
    ...content.archipelagos.map(({ name, bounds }) =>
      go(short(name), () => map.fitBounds(bounds, { paddingTopLeft: [0, 44], animate: false }))));
  content.archipelagos.forEach(({ name }, i) => {
    const [first, rest] = say(name).split(" (");
    app.names[i].setContent(make("div", {}, first, make("br"), `(${rest}`));
  });
}

function drawAll() {
  const { content, language } = app;
  document.documentElement.lang = ["vi", "en"][language];
  document.title = say(content.title);
  document.getElementById("title").textContent = say(content.title);
  const input = document.getElementById("search");
  input.placeholder = word("search");
  input.setAttribute("aria-label", word("search"));
  document.getElementById("language").replaceChildren(...["Tiếng Việt", "English"].map((name, i) => {
    const choose = make("button", { type: "button", lang: ["vi", "en"][i], title: name,
                                    "aria-label": name, "aria-pressed": String(i === language) },
      ["VI", "EN"][i]);
    choose.addEventListener("click", () => { app.language = i; drawAll(); });
    return choose;
  }));
  drawArchipelagos();
  drawOverview();
  drawUnit();
  for (const unit of app.units.values()) paint(unit);
}

function paint(unit) {
  const { colour } = app.content.screens[unit.screen];
  const chosen = unit === app.selected;
  const style = { fillColor: colour, fillOpacity: 1, color: chosen ? "#000000" : "#5b6570",
                  weight: chosen ? 4 : 0.5, opacity: 1 };
  app.paths.get(unit.code).setStyle({ ...style, ...(app.shown.has(unit.screen) ? {} : FADED) });
}

function drawOverview() {
  const { content } = app;
  const legend = make("fieldset", {}, make("legend", {}, word("screen")),
    Object.entries(content.screens).map(([key, { word: name, colour, count }]) => {
      const box = choice("checkbox", "shown", key, "", app.shown.has(key), (on) => {
        if (on) app.shown.add(key); else app.shown.delete(key);
        for (const unit of app.units.values()) if (unit.screen === key) paint(unit);
      });
      box.append(make("span", { class: "swatch", style: `background:${colour}` }),
        ` ${say(name)}: `, make("b", {}, say(count)));
      return box;
    }));
  const heads = ["province", ...COUNTS].map((key) =>
    make("th", { scope: "col" }, word(key)));
  const rows = content.provinces.map((province) => {
    const go = make("button", { type: "button", class: "link" }, province.name);
    go.addEventListener("click", () => openProvince(province));
    return make("tr", {}, make("th", { scope: "row" }, go),
      COUNTS.map((key) => make("td", {}, String(province[key]))));
  });
  document.getElementById("overview").replaceChildren(
    make("p", { class: "total" }, say(content.total)), legend,
    make("div", { id: "of-province" }),
    make("table", {}, make("thead", {}, make("tr", {}, heads)), make("tbody", {}, rows)),
    ...content.notes.map((note) => make("p", { class: "small" }, say(note))));
  drawProvince();
}

function openProvince(province) {
  app.province = province;
  app.map.fitBounds(province.bounds);
  drawProvince();
  document.getElementById("panel").scrollTop = 0;
}

function drawProvince() {
  const place = document.getElementById("of-province");
  if (!app.province) { place.replaceChildren(); return; }
  const { code, name } = app.province;
  const mine = [...app.units.values()].filter((unit) => unit.province === code);
  const asked = mine.filter((unit) => unit.screen === "below" || unit.screen === "depends")
    .sort((a, b) => a.screen.localeCompare(b.screen) || a.plain.localeCompare(b.plain));
  place.replaceChildren(make("h2", {}, name), make("ul", {}, asked.map((unit) => {
    const go = make("button", { type: "button", class: "link" }, unit.name);
    go.addEventListener("click", () => select(unit, true));
    const { colour, word: answer } = app.content.screens[unit.screen];
    return make("li", {}, make("span", { class: "swatch", style: `background:${colour}` }), " ", go,
      make("span", { class: "small" }, " – " + say(answer)));
  })));
}

function select(unit, zoom) {
  const before = app.selected;
  app.selected = unit;
  if (before) paint(before);
  paint(unit);
  app.paths.get(unit.code).bringToFront();
  if (zoom) app.map.fitBounds(app.paths.get(unit.code).getBounds(), { maxZoom: 11 });
  drawUnit();
  document.getElementById("panel").scrollTop = 0;
}

function drawUnit() {
  const place = document.getElementById("unit");
  place.hidden = !app.selected;
  if (app.selected) place.replaceChildren(...views(app.selected, "h2"));
}

function shortView(unit) {
  return make("div", { class: "short" }, views(unit, "b"));
}

function views(unit, tag) {
  const { content } = app;
  const [people, area, least, most, on, marks, mountain] = unit.figures;
  const percent = say(least) === say(most) ? say(least) : `${say(least)} – ${say(most)}`;
  const province = content.provinces.find((each) => each.code === unit.province);
  const lines = [
    [word("screen"), say(content.screens[unit.screen].word)],
    [word("people"), say(people) + (marks.includes("p") ? " *" : "")],
    [word("area_km2"), say(area) + (marks.includes("a") ? " *" : "")],
    [word("percent"), percent],
    [word("mountain"), say(content.mountain[mountain])],
    on.length ? [word("on"), on.map((name) => say(content.doubts[name])).join("; ")] : null,
    unit.now && unit.screen === "depends" ? [word("now"), word("yes")] : null,
  ];
  return [make(tag, {}, unit.name), make("div", { class: "small" }, province.name),
    ...lines.filter(Boolean).map(([head, text]) =>
      make("div", {}, make("span", { class: "small" }, head + ": "), text)),
    marks ? make("div", { class: "assumed small" }, "* " + word("assumed")) : null].filter(Boolean);
}

function drawResults() {
  const sought = fold(document.getElementById("search").value);
  const bare = (plain) => plain.split(" ").slice(1).join(" ");
  // Names of today first; a commune of before July 2025 leads to what it became.
  const rank = (unit) => bare(unit.plain) === sought || unit.code === sought ? 0
    : unit.plain.includes(sought) ? 1
    : unit.former.some((name) => [fold(name), bare(fold(name))].includes(sought)) ? 2
    : unit.former.some((name) => fold(name).includes(sought)) ? 3 : 9;
  const found = [...app.units.values()].map((unit) => ({ unit, at: sought ? rank(unit) : 9 }))
    .filter(({ at }) => at < 9).sort((a, b) => a.at - b.at);
  document.getElementById("results").replaceChildren(...found.slice(0, MOST_RESULTS).map(({ unit, at }) => {
    const old = at > 1 ? unit.former.filter((name) => fold(name).includes(sought)) : [];
    const province = app.content.provinces.find((each) => each.code === unit.province);
    const go = make("button", { type: "button" }, make("b", {}, unit.name),
      make("span", { class: "small" }, " " + [province.name, ...old].join(" · ")));
    go.addEventListener("click", () => {
      document.getElementById("search").value = "";
      drawResults();
      select(unit, true);
    });
    return make("div", { role: "listitem" }, go);
  }));
}
