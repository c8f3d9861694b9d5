/* Charts: Plotly arrives after everything else and draws those that are in sight or near it. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el } = draw;
  const PLOTLY = document.currentScript ? document.currentScript.dataset.plotly : "";
  let arriving = null; // the one request for Plotly
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const plotly = function () {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    arriving = arriving || new Promise((resolve, reject) => {
      document.head.append(el("script", { src: PLOTLY, onload: () => resolve(window.Plotly), onerror: reject }));
    });
    return arriving;
  };

  const coloured = function (layout) {
    const css = getComputedStyle(document.documentElement);
    const [ink, soft, line] = ["--ink", "--soft", "--line"].map((name) => css.getPropertyValue(name).trim());
    const axis = (own) => ({ gridcolor: line, linecolor: line, tickfont: { color: soft }, title: { font: { color: soft } }, ...own });
    const copy = { ...layout, font: { ...layout.font, color: ink } };
    for (const key of Object.keys(copy)) if (/^[xy]axis/.test(key)) copy[key] = axis(copy[key]);
    copy.annotations = (layout.annotations || []).map((one) => ({ ...one, font: { color: ink, ...one.font } }));
    return copy;
  };

  const plot = function (chart) {
    const figure = chart.figure;
    if (!figure || !chart.isConnected || !chart.clientWidth) return;
    plotly().then((Plotly) => {
      if (chart.figure !== figure || !chart.isConnected) return;
      Plotly.react(chart, structuredClone(figure.data), coloured(structuredClone(figure.layout)), { displayModeBar: false, responsive: true, locale: "da" });
      chart.setAttribute("data-plotted", "");
    });
  };
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); plot(entry.target); }
  }, { rootMargin: "400px" });

  /* Draws what could not be drawn while its page was hidden. */
  draw.charts = function () {
    for (const chart of document.querySelectorAll(".chart")) near.observe(chart);
  };
  dark.addEventListener("change", () => document.querySelectorAll(".chart[data-plotted]").forEach(plot));

  const png = (chart, name) => () => plotly()
    .then((Plotly) => Plotly.toImage(chart, { format: "png", width: 1000, height: 560, scale: 2 }))
    .then((url) => el("a", { href: url, download: name + ".png" }).click());

  draw.kinds.figure = function (slot, data) {
    let chart = slot.querySelector(".chart");
    const open = Boolean(slot.querySelector(".as-table[open]"));
    if (!chart) chart = el("div", { class: "chart", role: "img" });
    chart.setAttribute("aria-label", data.summary);
    chart.style.height = (data.figure.layout.height || 320) + "px";
    chart.figure = data.figure;
    const table = el("div");
    const details = el("details", { class: "as-table", open }, el("summary", {}, "Vis som tabel"), table);
    details.addEventListener("toggle", () => { if (details.open && !table.firstChild) draw.kinds.table(table, data.table); });
    if (open) draw.kinds.table(table, data.table);
    draw.fill(slot,
      el("h2", {}, data.title),
      el("figure", {}, chart, el("figcaption", { class: "soft" }, data.summary)),
      el("div", { class: "downloads" },
        el("button", { type: "button", class: "btn btn-quiet", onclick: () => draw.csv(data.table, data.file) }, "Hent CSV"),
        el("button", { type: "button", class: "btn btn-quiet", onclick: png(chart, data.file) }, "Hent PNG")),
      details);
    if (chart.hasAttribute("data-plotted")) plot(chart);
    else near.observe(chart);
  };
})();
