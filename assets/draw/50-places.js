/* What only the pages of municipalities and networks draw: chips, timeline, split bars, matrix, "for 3 dage siden". */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el, fill, format, kinds } = draw;
  const CODES = Object.keys(draw.STATES);
  const className = (code) => "state--" + code.replaceAll("_", "-");
  const unseen = (text) => el("span", { class: "unseen" }, text);

  /* The day that the data of the page belong to, so that "for 3 dage siden" is said as of it. */
  kinds.as_of = (slot, data) => fill(slot, data.text ? `${data.text} ` : null, el("time", { datetime: data.day, hidden: !data.text }, format.day(data.day)));
  const ago = function (days) {
    if (days < 2) return ["i dag", "i går"][Math.max(0, days)];
    if (days < 60) return `for ${days} dage siden`;
    return days < 730 ? `for ${Math.floor(days / 30)} måneder siden` : `for ${Math.floor(days / 365)} år siden`;
  };
  format.ago = function (value) {
    const asOf = [...document.querySelectorAll(".slot-as_of time")].pop();
    if (!value || !asOf) return format.day(value);
    const days = Math.round((Date.parse(asOf.dateTime) - Date.parse(value)) / 86400000);
    return el("time", { datetime: value, title: format.day(value) }, ago(days));
  };

  /* One button per state with its count: shows only that state's rows in the table of the same drawing. */
  kinds.chips = function (slot, data) {
    const target = slot.closest("[data-drawing]");
    const table = target.querySelector('[data-draw="table"]');
    const address = new URLSearchParams(window.location.search);
    if (slot.chosen === undefined) slot.chosen = address.get("tilstand") || "";
    if (!data.counts.some(([code]) => code === slot.chosen)) slot.chosen = "";
    if (!table.chosen) table.chosen = sortFrom(address);
    const chip = (code, count) => el("button",
      { type: "button", class: "chip", "aria-pressed": String(slot.chosen === code), onclick: () => choose(code), "data-state": code },
      code ? draw.badge(code) : data.all, el("b", {}, format.integer(count)));
    const choose = function (code) {
      slot.chosen = slot.chosen === code ? "" : code;
      for (const one of slot.querySelectorAll(".chip")) one.setAttribute("aria-pressed", String(one.dataset.state === slot.chosen));
      show();
    };
    const show = function () {
      kinds.table(table, slot.chosen ? onlyState(target.drawnData.table, slot.chosen) : target.drawnData.table);
      remember(slot, table);
    };
    fill(slot, chip("", data.total), data.counts.map(([code, count]) => chip(code, count)));
    slot.setAttribute("role", "group");
    slot.setAttribute("aria-label", data.label);
    if (!slot.listens) table.addEventListener("click", () => remember(slot, table));
    if (!slot.listens) table.addEventListener("input", () => remember(slot, table));
    slot.listens = true;
    queueMicrotask(show); // after the table has its own data
  };
  const sortFrom = function (address) {
    const [key, direction] = (address.get("sorter") || "").split("-");
    return { key: key || null, direction: direction === "ned" ? -1 : 1, search: (address.get("find") || "").slice(0, 100) };
  };
  /* The address bar holds the view, so that it can be mailed. */
  const remember = function (slot, table) {
    const address = new URLSearchParams(window.location.search);
    const { key, direction, search } = table.chosen;
    const words = { tilstand: slot.chosen, find: search, sorter: key ? key + (direction < 0 ? "-ned" : "") : "" };
    for (const [word, value] of Object.entries(words)) {
      if (value) address.set(word, value);
      else address.delete(word);
    }
    const text = address.size ? "?" + address : "";
    if (text !== window.location.search) window.history.replaceState(window.history.state, "", window.location.pathname + text);
  };
  const onlyState = function (table, code) {
    const kept = table.cells.state.map((state, row) => (state === code ? row : -1)).filter((row) => row >= 0);
    const cells = Object.fromEntries(Object.entries(table.cells).map(([key, values]) => [key, kept.map((row) => values[row])]));
    return { ...table, cells };
  };

  /* "2/0/1/0/3/0/0/0": municipalities per state, worst first -> a bar, and the same in words. */
  format.split = function (value) {
    const parts = String(value || "").split("/").map((text, place) => [CODES[place], Number(text)]).filter(([, count]) => count);
    if (!parts.length) return format.text(null);
    const bar = el("span", { class: "split", "aria-hidden": "true" }, parts.map(([code, count]) => {
      const piece = el("span", { class: "split-part", "data-state": code, title: `${draw.STATES[code]}: ${count}` }, count);
      piece.style.flexGrow = count;
      return piece;
    }));
    const words = parts.map(([code, count]) => `${count} ${draw.STATES[code].toLocaleLowerCase("da")}`).join(", ");
    return el("span", { class: "split-cell" }, bar, el("span", { class: "split-words" }, words));
  };
  kinds.table_or_empty = (slot, data) =>
    data.empty ? fill(slot, el("div", { class: "empty" }, el("p", {}, data.empty))) : kinds.table(slot, data);
  kinds.sentence = (slot, text) => fill(slot, text);
  kinds.csv = (slot, data) =>
    fill(slot, el("button", { type: "button", class: "btn btn-quiet", onclick: () => draw.csv(data.table, data.file) }, data.title));

  /* Phases, each with its steps: a word, a date, and a track of days with what is typical. */
  kinds.timeline = (slot, phases) => fill(slot, phases.map((phase) => el("section", { class: "phase" },
    el("h3", {}, phase.phase, " ", el("span", { class: "soft" }, phase.done)),
    el("ol", { class: "plain" }, phase.steps.map(stepOf)))));
  const stepOf = (step) => el("li", { class: "step", "data-status": step.status },
    el("span", { class: "mark", "data-status": step.status, "aria-hidden": "true" }),
    el("div", { class: "step-text" },
      el("p", {}, el("strong", {}, step.title), " ", el("span", { class: "step-word" }, step.word)),
      el("p", { class: "soft" }, step.text)),
    step.status === "not_applicable" ? null : track(step.share, step.typical));
  const track = function (share, typical) {
    const at = (name, from, to) => {
      const piece = el("span", { class: "track-" + name });
      piece.style.left = from + "%";
      if (to !== undefined) piece.style.width = Math.max(0.5, to - from) + "%";
      return piece;
    };
    return el("div", { class: "track", role: "img", "aria-label": typical, title: typical },
      share.late === undefined ? null : at("typical", share.typical || 0, share.late),
      share.today === undefined ? null : at("today", share.today),
      share.done === undefined ? null : at("done", share.done));
  };

  /* Municipalities down, steps across; on a phone the same as a short list per municipality (the style sheet chooses). */
  kinds.matrix = function (slot, data) {
    const word = (status) => data.words[status];
    const cell = (step, status) => el("td", { "data-status": status, title: `${step.title}: ${word(status)}` },
      el("span", { class: "mark", "data-status": status, "aria-hidden": "true" }), unseen(word(status)));
    const head = el("tr", {}, el("th", { scope: "col" }, data.corner), data.steps.map((step) =>
      el("th", { scope: "col" }, el("span", { class: "upright" }, step.title))));
    const rows = data.rows.map((row) => el("tr", {}, el("th", { scope: "row" }, draw.link(row.href, {}, row.name)),
      row.statuses.map((status, place) => cell(data.steps[place], status))));
    const table = el("table", { class: "matrix" }, el("caption", { class: "unseen" }, data.caption), el("thead", {}, head), el("tbody", {}, rows));
    const legend = el("p", { class: "matrix-legend" }, Object.entries(data.words).map(([status, text]) =>
      el("span", {}, el("span", { class: "mark", "data-status": status, "aria-hidden": "true" }), " ", text)));
    const list = el("ul", { class: "matrix-list plain" }, data.rows.map((row) => el("li", {},
      draw.link(row.href, {}, row.name), el("p", {}, row.done), row.more.map((text) => el("p", { class: "soft" }, text)))));
    fill(slot, legend, el("div", { class: "table-scroll matrix-wide", tabindex: 0, role: "region", "aria-label": data.caption }, table), list);
  };
})();
