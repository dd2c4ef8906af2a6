// Search in the names of both sides, typed with or without marks.

const MOST_RESULTS = 12;

function addSearch() {
  app.index = [];
  for (const side of ["proposed", "present"]) {
    for (const unit of app.content[side]) {
      app.index.push({ side, unit, plain: fold(unit.name[0]), bare: fold(unit.name[0]
        .replace(/^(Phường|Thị trấn|Xã|Đặc khu|Quận|Thành phố|Thị xã|Huyện|Tỉnh) /, "")),
        former: unit.former.map(fold), district: fold(unit.district || "") });
    }
  }
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  let results = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (position) => {
    active = position;
    [...list.querySelectorAll("[role=option]")].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === active));
      if (i === active) option.scrollIntoView({ block: "nearest" });
    });
    if (active >= 0) input.setAttribute("aria-activedescendant", "found-" + active);
  };
  const choose = (position) => {
    const { side, unit } = results[position];
    input.value = say(unit.name);
    close();
    select(side, unit, true);
  };
  const draw = () => {
    results = find(input.value);
    const empty = input.value.trim() === "";
    list.replaceChildren(...results.map(({ side, unit }, i) => {
      const option = make("li", { role: "option", id: "found-" + i, "aria-selected": "false" },
        make("b", {}, say(unit.name)), make("span", { class: "small" },
          [word(side === "proposed" ? "new_unit" : "present_unit"), unit.district,
            ...formerlyNamed(unit)].filter(Boolean).join(" · ")));
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(i);
      });
      return option;
    }));
    if (!results.length && !empty) list.append(make("li", { class: "small" }, word("not_found")));
    list.hidden = empty;
    input.setAttribute("aria-expanded", String(!empty));
    document.getElementById("search-state").textContent = empty ? ""
      : results.length ? `${results.length} ${word("units_found")}` : word("not_found");
    active = -1;
    if (results.length) point(0);
  };
  input.addEventListener("input", draw);
  input.addEventListener("focus", () => { input.select(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "ArrowDown" && list.hidden) draw();
    else if (event.key === "ArrowDown" && results.length) point((active + 1) % results.length);
    else if (event.key === "ArrowUp" && results.length) {
      point((active + results.length - 1) % results.length);
    } else return;
    event.preventDefault();
  });
}

/** Old names of a unit that hold what is sought, so that it is seen why the unit was found. */
function formerlyNamed(unit) {
  const sought = fold(document.getElementById("search").value);
  return fold(say(unit.name)).includes(sought) ? []
    : unit.former.filter((name) => fold(name).includes(sought));
}

/** Names that begin with the words first, then those that hold them, old names, districts. */
function find(text) {
  const sought = fold(text);
  if (!sought) return [];
  const rank = ({ unit, plain, bare, former, district }) => bare === sought || plain === sought ? 0
    : bare.startsWith(sought) ? 1 : plain.includes(sought) ? 2 : unit.code === sought ? 0
    : former.some((name) => name.includes(sought)) ? 3 : district.includes(sought) ? 4 : 9;
  return app.index.map((each) => ({ ...each, rank: rank(each) }))
    .filter((each) => each.rank < 9)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_RESULTS);
}
