/* Tables: sorted by their headings, searched, with every cell as text. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el, format } = draw;
  const compare = new Intl.Collator("da", { numeric: true }).compare;
  const STATE_ORDER = Object.keys(draw.STATES);
  const NUMBERS = ["integer", "decimal", "percent", "days", "steps"];

  const cellOf = function (table, column, row) {
    const value = table.cells[column.key][row];
    let content;
    if (column.kind === "state") content = draw.badge(value);
    else if (column.kind === "steps") content = steps(value, column.of ? table.cells[column.of][row] : null);
    else if (column.kind === "phone" && value) content = el("a", { href: "tel:" + String(value).replaceAll(" ", "") }, value);
    else if (column.kind === "email" && value) content = el("a", { href: "mailto:" + value }, value);
    else content = (format[column.kind] || format.text)(value);
    if (!column.link || value === null) return content;
    const href = column.link.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(table.cells[key][row]));
    return /null|undefined/.test(href) ? content : draw.link(href, {}, content);
  };

  const steps = function (done, of) {
    if (of === 0) return format.integer(null); // no step applies: an empty bar and "0 af 0" would look like a failure
    const text = of === null ? format.integer(done) : `${format.integer(done)} ${draw.words.of} ${format.integer(of)}`;
    const share = of ? Math.round((100 * (done || 0)) / of) : 0;
    const bar = el("span", { class: "meter", "aria-hidden": "true" }, el("span", { class: "meter-fill" }));
    bar.firstChild.style.width = share + "%";
    return el("span", { class: "steps" }, bar, text);
  };

  const ordered = function (table, column, direction) {
    const values = table.cells[column.key];
    const order = [...values.keys()];
    const rank = column.kind === "state" ? (value) => STATE_ORDER.indexOf(value) : (value) => value;
    return order.sort((a, b) => {
      const [left, right] = [rank(values[a]), rank(values[b])];
      if (left === right) return a - b;
      if (left === null || left === undefined) return 1; // what is missing stands last either way
      if (right === null || right === undefined) return -1;
      const way = typeof left === "number" && typeof right === "number" ? left - right : compare(left, right);
      return direction * way;
    });
  };

  const searched = function (table, row) {
    return table.columns
      .map((column) => (column.kind === "state" ? draw.STATES[table.cells[column.key][row]] : table.cells[column.key][row]))
      .join(" ").toLocaleLowerCase("da");
  };

  const isCalled = (table, row, word) => String(table.cells[table.columns[0].key][row]).toLocaleLowerCase("da").startsWith(word);

  draw.kinds.table = function (slot, table) {
    const chosen = slot.chosen || { key: null, direction: 1, search: "" };
    slot.chosen = chosen;
    slot.unfolded = slot.unfolded || new Map();
    const count = table.columns.length ? table.cells[table.columns[0].key].length : 0;
    const body = el("tbody");
    const none = el("p", { class: "soft", hidden: true }, draw.words.no_rows);
    const rowOf = (row) => el("tr", {}, table.columns.map((column, index) =>
      el(index === 0 ? "th" : "td",
        { scope: index === 0 ? "row" : null, class: cellClass(column), "data-label": column.title },
        cellOf(table, column, row))));
    const gathered = el("div", {});
    const show = function () {
      const column = table.columns.find((one) => one.key === chosen.key);
      const words = chosen.search.toLocaleLowerCase("da").split(/\s+/).filter(Boolean);
      const order = column ? ordered(table, column, chosen.direction) : [...Array(count).keys()];
      const shown = order.filter((row) => !words.length || words.every((word) => searched(table, row).includes(word)));
      if (words.length && !column) shown.sort((a, b) => isCalled(table, b, words[0]) - isCalled(table, a, words[0]));
      const isGathered = Boolean(table.gather) && draw.isNarrow() && !column && !chosen.isWhole;
      chosen.shown = shown;
      body.replaceChildren(...(isGathered ? [] : shown.map(rowOf)));
      gathered.replaceChildren(...(isGathered ? draw.gathered(table, shown, words.length > 0, slot.unfolded, cellOf) : []));
      whole.hidden = isGathered;
      turn.textContent = isGathered ? draw.words.show_whole : draw.words.gather;
      none.hidden = shown.length > 0;
      for (const heading of head.children) {
        const on = heading.dataset.key === chosen.key;
        heading.setAttribute("aria-sort", on ? (chosen.direction > 0 ? "ascending" : "descending") : "none");
      }
    };
    const sort = (key) => () => {
      chosen.direction = chosen.key === key ? -chosen.direction : 1;
      chosen.key = key;
      show();
    };
    const head = el("tr", {}, table.columns.map((column) =>
      el("th", { scope: "col", class: cellClass(column), "data-key": column.key, "aria-sort": "none" },
        el("button", { type: "button", class: "sort", onclick: sort(column.key) }, column.title))));
    const turnAround = function () {
      chosen.isWhole = whole.hidden;
      chosen.key = null;
      show();
    };
    const turn = el("button", { type: "button", class: "btn btn-quiet narrow-only", onclick: turnAround });
    const whole = el("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": table.caption },
      el("table", { class: "data" }, el("caption", { class: "unseen" }, table.caption), el("thead", {}, head), body));
    draw.fill(slot,
      table.searchable || table.file ? toolbar(table, chosen, show, table.gather ? turn : null) : null,
      gathered, whole, none);
    slot.show = show;
    show();
  };

  const cellClass = (column) => (NUMBERS.includes(column.kind) ? "number" : column.wide ? "wide" : null);

  const toolbar = function (table, chosen, show, turn) {
    const field = el("input", { type: "search", class: "form-control", value: chosen.search });
    field.addEventListener("input", () => { chosen.search = field.value; show(); });
    field.addEventListener("keydown", (event) => { // to the first hit; where it is the only one, to its page
      const hits = event.key === "Enter" ? field.closest("[data-draw=table]").querySelectorAll("tbody th a, .gathered li > a") : [];
      if (hits.length === 1) hits[0].click();
      else if (hits.length) hits[0].focus();
    });
    return el("div", { class: "toolbar" },
      table.searchable ? el("label", { class: "field" }, el("span", {}, table.find || draw.words.search_table), field) : null,
      turn,
      table.file ? el("button", { type: "button", class: "btn btn-quiet", onclick: () => draw.csv(table, table.file, chosen.shown) }, draw.words.csv) : null);
  };
})();
