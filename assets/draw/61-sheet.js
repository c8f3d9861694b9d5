/* Rows as they stand in their file, with every problem said at its cell. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el } = draw;

  /* sheet = {caption, corner, columns: [..], rows: [{number, cells: [..], said: {column index: [severity, text]}}]} */
  draw.kinds.sheet = function (slot, sheet) {
    const cell = function (row, value, index) {
      const said = row.said[index];
      if (!said) return el("td", {}, value);
      return el("td", { class: "wrong wrong--" + said[0] }, el("span", { class: "wrong-value" }, value), el("small", {}, said[1]));
    };
    const rowOf = (row) => el("tr", {},
      el("th", { scope: "row" }, row.number, row.whole ? el("small", {}, row.whole) : null),
      sheet.columns.map((_, index) => cell(row, row.cells[index] || "", index)));
    const heading = (name) => el("th", { scope: "col" }, name);
    draw.fill(slot,
      el("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": sheet.caption },
        el("table", { class: "data file-rows" },
          el("caption", { class: "unseen" }, sheet.caption),
          el("thead", {}, el("tr", {}, heading(sheet.corner), sheet.columns.map(heading))),
          el("tbody", {}, sheet.rows.map(rowOf)))));
  };

  /* problems = [{severity, word, where, message, rows}]: one item per kind of problem */
  draw.kinds.problems = function (slot, problems) {
    const item = (one) => el("li", { class: "problem" },
      el("span", { class: "severity severity--" + one.severity }, one.word),
      el("div", {}, one.where ? el("strong", {}, one.where) : null, el("p", {}, one.message), el("p", { class: "soft" }, one.rows)));
    draw.fill(slot, el("ul", { class: "problems" }, problems.map(item)));
  };
})();
