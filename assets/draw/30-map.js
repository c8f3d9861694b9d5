/* The map: 98 paths, one tab stop; arrows walk to the neighbour in that direction, Enter opens its page. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el } = draw;
  const CAPITAL = { from: [2325, 1800, 330, 350], to: [1905, 20, 620, 657] }; // tenths of a unit: what, and where to
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const fillOf = (state) => (state === "ukendt" ? "url(#hatch)" : `var(--state-${state})`);

  const hatch = () =>
    el("svg:defs", {}, el("svg:pattern", { id: "hatch", width: 36, height: 36, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      el("svg:rect", { width: 36, height: 36, class: "hatch-ground" }),
      el("svg:rect", { width: 16, height: 36, class: "hatch-line" })));

  const areas = function (facts, reachable) {
    return Object.entries(draw.borders.paths).map(([code, d]) => {
      const one = facts.get(code) || {};
      const said = reachable ? { role: "link", tabindex: -1, "aria-label": `${one.name}: ${draw.states[one.state]}. ${one.reason || ""}` } : {};
      return el("svg:path", { d, class: one.outside ? "area outside" : "area", "data-code": code, "data-state": one.state, fill: fillOf(one.state), ...said });
    });
  };

  const shown = function (facts) {
    const [x, y, width, height] = draw.borders.inset;
    const svg = el("svg:svg", { viewBox: draw.borders.box, class: "denmark", role: "group", "aria-label": draw.words.map_keys },
      hatch(),
      el("svg:rect", { class: "inset", x, y, width, height }),
      el("svg:g", {}, areas(facts, true)));
    const from = CAPITAL.from;
    const [left, top, wide, high] = CAPITAL.to;
    const larger = el("svg:svg", { viewBox: from.join(" "), x: left, y: top, width: wide, height: high, "aria-hidden": "true", class: "larger" },
      el("svg:g", {}, areas(facts, false)));
    svg.append(el("svg:rect", { class: "inset", x: from[0], y: from[1], width: from[2], height: from[3] }), larger,
      el("svg:rect", { class: "inset", x: left, y: top, width: wide, height: high }));
    return svg;
  };

  const legend = (counts) =>
    el("ul", { class: "legend" }, Object.entries(counts).map(([state, count]) => el("li", {}, draw.badge(state), el("b", {}, String(count)))));

  const centre = (path) => { const box = path.getBBox(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const neighbour = function (paths, from, [dx, dy]) {
    const [x, y] = centre(from);
    let best = null;
    let shortest = Infinity;
    for (const path of paths) {
      const [ax, ay] = centre(path);
      const along = (ax - x) * dx + (ay - y) * dy;
      const aside = Math.abs((ax - x) * dy) + Math.abs((ay - y) * dx);
      if (path !== from && along > 0 && along + 2 * aside < shortest) { shortest = along + 2 * aside; best = path; }
    }
    return best;
  };

  const tooltip = function (holder, facts) {
    const box = el("div", { class: "tip", hidden: true });
    const show = function (path) {
      const one = facts.get(path.dataset.code);
      draw.fill(box, el("strong", {}, one.name), draw.badge(one.state), one.reason ? el("span", {}, one.reason) : null);
      box.hidden = false;
      const [around, at] = [holder.getBoundingClientRect(), path.getBoundingClientRect()];
      const left = Math.min(Math.max(0, at.left + at.width / 2 - around.left - box.offsetWidth / 2), around.width - box.offsetWidth);
      const above = at.top - around.top - box.offsetHeight - 8;
      box.style.left = Math.max(0, left) + "px";
      box.style.top = (above < 0 ? at.bottom - around.top + 8 : above) + "px";
    };
    return { box, show, hide: () => { box.hidden = true; } };
  };

  const enliven = function (holder, svg, facts) {
    const tip = tooltip(holder, facts);
    const paths = [...svg.querySelectorAll("[role=link]")];
    const area = (event) => event.target.closest("[data-code]");
    const open = (path) => draw.go("/kommune/" + path.dataset.code);
    const reach = function (path) { for (const one of paths) one.setAttribute("tabindex", one === path ? 0 : -1); };
    reach(paths[0]);
    svg.addEventListener("pointerover", (event) => (area(event) ? tip.show(area(event)) : tip.hide()));
    svg.addEventListener("pointerleave", tip.hide);
    svg.addEventListener("focusin", (event) => { if (area(event)) { reach(area(event)); tip.show(area(event)); } });
    svg.addEventListener("focusout", tip.hide);
    svg.addEventListener("click", (event) => { if (area(event)) open(area(event)); });
    svg.addEventListener("keydown", (event) => {
      const path = area(event);
      if (!path) return;
      if (event.key === "Enter") open(path);
      if (event.key === "Escape") tip.hide();
      const next = WAYS[event.key] && neighbour(paths, path, WAYS[event.key]);
      if (WAYS[event.key]) event.preventDefault();
      if (next) next.focus();
    });
    holder.append(svg, tip.box);
  };

  const factsOf = function (data) {
    const { code, name, state, reason } = data.table.cells;
    const outside = new Set(data.outside);
    return new Map(code.map((one, at) => [one, { name: name[at], state: state[at], reason: reason[at], outside: outside.has(one) }]));
  };

  /* A picture of the map, drawn without any library: its own SVG with the colours written out. */
  const png = (svg, name) => () => {
    const copy = svg.cloneNode(true);
    const originals = svg.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((one, at) => {
      const style = getComputedStyle(originals[at]);
      for (const key of ["fill", "stroke", "stroke-width", "opacity"]) one.style.setProperty(key, style.getPropertyValue(key));
    });
    const [, , width, height] = draw.borders.box.split(" ").map(Number);
    copy.setAttribute("width", width / 2);
    copy.setAttribute("height", height / 2);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const image = new Image();
    image.onload = () => {
      const canvas = el("canvas", { width: width / 2, height: height / 2 });
      const pen = canvas.getContext("2d");
      pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--card");
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0);
      canvas.toBlob((blob) => draw.save(blob, name + ".png"));
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  };

  draw.kinds.map = function (slot, data) {
    const facts = factsOf(data);
    const drawn = slot.querySelector(".denmark");
    if (drawn) return repaint(slot, drawn, facts, data);
    const holder = el("div", { class: "map" });
    const svg = shown(facts);
    enliven(holder, svg, facts);
    slot.facts = facts;
    draw.frame(slot, data, el("div", {}, legend(data.counts), holder), draw.button(draw.words.png, png(svg, data.file)));
    slot.querySelector("figure").append(el("p", { class: "soft" }, draw.words.map_note));
    return undefined;
  };

  /* The same shapes in other colours: nothing is built anew, so focus and tooltip stay. */
  const repaint = function (slot, svg, facts, data) {
    slot.facts.clear();
    for (const [code, one] of facts) slot.facts.set(code, one);
    for (const path of svg.querySelectorAll("[data-code]")) {
      const one = facts.get(path.dataset.code);
      path.setAttribute("fill", fillOf(one.state));
      path.setAttribute("class", one.outside ? "area outside" : "area");
      path.setAttribute("data-state", one.state);
      if (path.hasAttribute("role")) path.setAttribute("aria-label", `${one.name}: ${draw.states[one.state]}. ${one.reason || ""}`);
    }
    slot.querySelector(".legend").replaceWith(legend(data.counts));
    draw.frame(slot, data, slot.querySelector("figure").firstChild);
  };
})();
