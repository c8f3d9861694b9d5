/* A long table on a phone: rows gathered by state, each as its name and one sentence; the first group stands open. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el, format } = draw;
  const NARROW = window.matchMedia("(max-width: 720px)"); // as in the style sheets

  draw.isNarrow = () => NARROW.matches;
  NARROW.addEventListener("change", () => {
    for (const slot of document.querySelectorAll("[data-draw=table]")) if (slot.show) slot.show();
  });

  /* unfolded: what the visitor opened or closed, by state. Who looks for something sees every hit. */
  draw.gathered = function (table, rows, isSought, unfolded, cellOf) {
    const [name, sentence] = [table.columns[0], table.columns.find((column) => column.wide)];
    const groups = new Map();
    for (const row of rows) {
      const state = table.cells[table.gather][row];
      groups.set(state, [...(groups.get(state) || []), row]);
    }
    const line = (row) => el("li", {}, cellOf(table, name, row), el("p", { class: "soft" }, cellOf(table, sentence, row)));
    return [...groups].map(([state, found], at) => {
      const isOpen = isSought || (unfolded.has(state) ? unfolded.get(state) : at === 0);
      const turn = (event) => unfolded.set(state, !event.currentTarget.parentElement.open);
      return el("details", { class: "gathered", open: isOpen, "data-state": state },
        el("summary", { onclick: turn }, draw.badge(state), el("b", {}, format.integer(found.length))),
        el("ul", { class: "plain" }, found.map(line)));
    });
  };
})();
