// The control of views and layers, and the legend that follows it.

function isWide() {
  return window.innerWidth >= 900;
}

/** A Leaflet control that folds; on a narrow screen it begins folded. */
function foldingControl(position, name) {
  const box = make("details", { class: "box " + name, id: name });
  box.open = isWide();
  const control = new L.Control({ position });
  control.onAdd = () => box;
  control.addTo(app.map);
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  // On a narrow screen two open boxes would cover each other.
  box.addEventListener("toggle", () => {
    if (!box.open || isWide()) return;
    for (const other of document.querySelectorAll("details.box")) {
      if (other !== box) other.open = false;
    }
  });
  return { box };
}

function addLayerControl() {
  app.layerControl = foldingControl("topright", "layers");
  app.legend = foldingControl("bottomleft", "legend");
}

function drawLayerControl() {
  const { box } = app.layerControl;
  const themes = ["present", "proposal", "before", "after", "roles"].map((theme) =>
    choice("radio", "theme", theme, word("theme_" + theme), app.theme === theme,
      () => chooseTheme(theme)));
  const overlays = overlayKeys().map((key) =>
    choice("checkbox", "overlay", key, overlayName(key), app.shown[key], (shown) => {
      app.shown[key] = shown;
      drawTheme();
    }));
  box.replaceChildren(
    make("summary", {}, word("layers")),
    make("fieldset", {}, make("legend", {}, word("theme")), themes),
    make("fieldset", {}, make("legend", {}, word("with")), overlays));
}

/** Legend of the view chosen and of the layers shown over it. */
function drawLegend() {
  const units = app.content[sideOfTheme()];
  const lines = [];
  if (app.theme === "before" || app.theme === "after") {
    app.content.classes.forEach((each, i) => {
      const count = units.filter((unit) => unit.class === i).length;
      const last = i === app.content.classes.length - 1;
      if (count || !last) {
        const look = { fill: each.colour, pattern: last ? "no_rule" : null };
        lines.push(entry(swatch(look), word(each.word), count));
      }
    });
    const waived = units.filter((unit) => unit.waived).length;
    if (waived) lines.push(entry(swatch({ fill: "#fff", pattern: "waived" }), word("waived"), waived));
  } else if (app.theme === "roles") {
    for (const [role, { word: name, colour }] of Object.entries(app.content.law_roles)) {
      const count = units.filter((unit) => unit.law_role === role).length;
      if (count) lines.push(entry(swatch({ fill: colour }), say(name), count));
    }
  } else {
    const painted = app.theme === "proposal" ? units.filter(isNew) : units;
    const colours = [...new Set(painted.map((unit) => unit.colour || "#e8e4d8"))].slice(0, 5);
    const key = app.theme === "proposal" ? "new_unit" : "present_unit";
    if (painted.length) lines.push(entry(swatches(colours), word(key), painted.length));
    if (painted.length < units.length) {
      lines.push(entry(swatch({ fill: PALE }), say(app.content.roles.stays),
        units.length - painted.length));
    }
  }
  lines.push(...overlayEntries());
  const text = app.theme === "proposal" ? word("colour_new")
    : app.theme === "present" ? (app.content.by_district ? word("colour_district") : null)
      : app.theme === "roles" ? null : word("worst");
  app.legend.box.replaceChildren(
    make("summary", {}, `${word("legend")}: ${word("legend_" + app.theme)}`),
    make("ul", {}, lines),
    text ? make("p", { class: "small" }, text) : "");
}

function overlayEntries() {
  const lines = [];
  const present = app.content.present;
  const count = (keep) => present.filter(keep).length;
  if (app.shown.new_lines) {
    lines.push(entry(swatch({ line: NEW_LINE.color, width: 2.6 }), word("new_lines")));
  }
  if (app.shown.old_lines) {
    lines.push(entry(swatch({ line: OLD_LINE.color, width: 1.2 }), word("old_lines")));
  }
  if (app.shown.changed) {
    const joins = count((unit) => unit.role === "joins" || unit.role === "divided");
    const core = count((unit) => unit.role === "gives_name");
    const stays = count((unit) => unit.role === "stays");
    lines.push(entry(swatch({ fill: "#fff", pattern: "joins" }), say(app.content.roles.joins), joins));
    lines.push(entry(swatch({ fill: "#fff", pattern: "gives_name" }),
      say(app.content.roles.gives_name), core));
    lines.push(entry(swatch({ fill: "#fff" }), say(app.content.roles.stays), stays));
  }
  if (app.shown.standing) lines.push(...standingEntries());
  if (app.shown.shapes && app.content.shapes.length) {
    lines.push(entry(swatch({ line: SHAPE_RING.color, width: 3 }), word("shapes"),
      app.content.shapes.length));
  }
  if (app.shown.bridges && app.content.bridges.length) {
    lines.push(entry(swatch({ line: BRIDGE_LINE.color, width: 3, dash: "7 5" }), word("bridges"),
      app.content.bridges.length));
  }
  if (app.shown.locked && count((unit) => unit.locked)) {
    lines.push(entry(swatch({ fill: "#fff", pattern: "locked" }), word("locked"),
      count((unit) => unit.locked)));
  }
  lines.push(...ownEntries());
  return lines;
}
