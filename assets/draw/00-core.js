/* Draws what the server sends as data. One namespace, no state beyond what hangs on the elements drawn. */
(function () {
  "use strict";
  const clientside = (window.dash_clientside = window.dash_clientside || {});
  const draw = (clientside.draw = clientside.draw || {});
  const kinds = (draw.kinds = {}); // kind -> function(slot element, data)
  const MISSING = "–";
  const grouped = new Intl.NumberFormat("da-DK", { maximumFractionDigits: 0 });

  /* el("a", {href: "/", class: "x"}, "text", child): the only way that elements are made; text is never HTML. */
  draw.el = function (tag, attributes, ...children) {
    const svg = tag.startsWith("svg:");
    const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== "") made.append(child);
    }
    return made;
  };
  const el = draw.el;

  /* What a request of ours must carry; another site's page cannot read it. */
  draw.csrfToken = function () {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("fodfaeste_csrf="));
    return cookie ? cookie.slice(cookie.indexOf("=") + 1) : "";
  };

  draw.format = {
    text: (value) => (value === null || value === undefined || value === "" ? MISSING : String(value)),
    integer: (value) => {
      if (value === null || value === undefined) return MISSING;
      return typeof value === "string" ? value : grouped.format(value); // a text: the number is shown as a band
    },
    decimal: (value) => (value === null || value === undefined ? MISSING
      : Number(value).toLocaleString("da-DK", { maximumFractionDigits: 1, minimumFractionDigits: 1 })),
    percent: (value) => (value === null || value === undefined ? MISSING : grouped.format(value * 100) + "\u00a0%"),
    days: (value) => (value === null || value === undefined ? MISSING : grouped.format(value) + " " + (value === 1 ? draw.words.day : draw.words.days)),
    day: (value) => {
      if (!value) return MISSING;
      const [year, month, day] = String(value).slice(0, 10).split("-").map(Number);
      return `${day}. ${draw.months[month - 1]} ${year}`;
    },
  };

  draw.STATES = draw.states; // code -> label, worst first
  draw.say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  draw.badge = (code) =>
    el("span", { class: "state state--" + String(code || "ukendt").replaceAll("_", "-") }, draw.STATES[code] || MISSING);

  /* A link that Dash's router follows without loading the document again. */
  draw.link = (href, attributes, ...children) => el("a", { href, "data-route": true, ...attributes }, ...children);
  draw.go = function (href) {
    const location = document.querySelector("#react-entry-point:not([hidden])");
    if (!location || !clientside.set_props) return window.location.assign(href);
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
    return undefined;
  };
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest && event.target.closest("a[data-route]");
    if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    draw.go(anchor.getAttribute("href"));
  });

  draw.fill = (slot, ...children) => slot.replaceChildren(...children.flat().filter((one) => one !== null && one !== undefined));

  /* Every slot of a drawing gets the part of the data that carries its name. */
  draw.drawing = function (target, data) {
    if (!data || target.drawnData === data) return;
    target.drawnData = data;
    for (const slot of target.querySelectorAll("[data-part]")) {
      const part = data[slot.dataset.part];
      if (part !== undefined && kinds[slot.dataset.draw]) kinds[slot.dataset.draw](slot, part);
    }
    target.setAttribute("data-drawn", "");
  };

  /* Called by Dash whenever the data of any drawing changes. */
  draw.all = function () {
    const entry = document.getElementById("react-entry-point");
    const inputs = clientside.callback_context.inputs_list[0] || [];
    for (const input of inputs) {
      const target = entry.querySelector(`[data-drawing="${CSS.escape(input.id.name)}"]`);
      if (target) draw.drawing(target, input.value);
    }
    return clientside.no_update;
  };

  const save = function (blob, name) {
    const url = URL.createObjectURL(blob);
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  /* Semicolons, decimal comma and a byte order mark: what a Danish Excel opens without asking. */
  draw.csv = function (table, name, rows) {
    const cell = (value) => {
      let text = value === null || value === undefined ? "" : typeof value === "number" ? String(value).replace(".", ",") : String(value);
      if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = "'" + text;
      return /[";\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
    };
    const all = table.columns.length ? table.cells[table.columns[0].key].keys() : [];
    const written = (column, value) => (column.kind === "state" ? draw.STATES[value] || value : value);
    const lines = [table.columns.map((column) => cell(column.title)).join(";")];
    for (const row of rows || all) {
      lines.push(table.columns.map((column) => cell(written(column, table.cells[column.key][row]))).join(";"));
    }
    save(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" }), name + ".csv");
  };
  draw.save = save;
})();
