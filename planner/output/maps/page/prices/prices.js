// The page of prices: hover a border and read what it costs to turn round what the plan does there.

const app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: 0, // position in a pair: 0 Vietnamese, 1 English
  lines: [],
};

function startPage(map, units) {
  const { content } = app;
  units.setStyle({ color: "#b8c0c8", weight: 0.5, fillColor: "#f4f1ea", fillOpacity: 1 });
  units.options.interactive = false;
  units.eachLayer((layer) => { layer.options.interactive = false; });
  units.addTo(map);
  for (const border of content.borders) {
    const { colour, dash } = content.classes[border.class];
    const line = L.polyline(border.lines, { color: colour, dashArray: dash, weight: 5, opacity: 1 });
    line.bindTooltip(() => make("div", { class: "short" }, say(border.text)), { sticky: true });
    line.on("mouseover", () => line.setStyle({ weight: 10 }));
    line.on("mouseout", () => line.setStyle({ weight: 5 }));
    line.addTo(map);
    app.lines.push(line);
  }
  document.body.prepend(
    make("header", {}, make("h1", { id: "title" }), make("div", { id: "language", role: "group" })),
    make("aside", { id: "panel", tabindex: "-1" }));
  draw();
  map.invalidateSize();
  map.fitBounds(homeBounds(units));
  addIslands(map, units);
}

function draw() {
  const { content, language } = app;
  document.documentElement.lang = ["vi", "en"][language];
  document.title = say(content.title);
  document.getElementById("title").textContent = say(content.title);
  nameIslands();
  document.getElementById("language").replaceChildren(...["Tiếng Việt", "English"].map((name, i) => {
    const choose = make("button", { type: "button", lang: ["vi", "en"][i], title: name,
                                    "aria-label": name, "aria-pressed": String(i === language) },
      ["VI", "EN"][i]);
    choose.addEventListener("click", () => { app.language = i; draw(); });
    return choose;
  }));
  const legend = content.classes.map(({ colour, name }) => make("li", {},
    make("span", { class: "swatch", style: `background:${colour}` }), " " + say(name)));
  const cheapest = content.cheapest.map((at) => {
    const go = make("button", { type: "button", class: "link" }, say(content.borders[at].text));
    go.addEventListener("click", () => { app.lines[at].openTooltip(); });
    return make("li", {}, go);
  });
  document.getElementById("panel").replaceChildren(
    ...content.notes.map((note) => make("p", { class: "small" }, say(note))),
    make("h2", {}, word("legend")), make("ul", { class: "plain" }, legend),
    make("h2", {}, word("cheapest")), make("ol", {}, cheapest));
}
