/* Charts: Plotly arrives after everything else and draws those in sight or near it, the others when there is time. */
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
    const [ink, soft, line, card] = ["--ink", "--soft", "--line", "--card"].map((name) => css.getPropertyValue(name).trim());
    const axis = (own) => ({ gridcolor: line, linecolor: line, tickfont: { color: soft }, title: { font: { color: soft } }, ...own });
    const copy = { ...layout, font: { ...layout.font, color: ink } };
    for (const key of Object.keys(copy)) if (/^[xy]axis/.test(key)) copy[key] = axis(copy[key]);
    copy.annotations = (layout.annotations || []).map((one) => ({ ...one, font: { color: ink, ...one.font }, bgcolor: one.name === "on-card" ? card : one.bgcolor }));
    return copy;
  };

  const NARROW = 480; // px: below it a figure's own "narrow" layout counts
  const layoutFor = (chart, figure) => (chart.clientWidth < NARROW ? { ...figure.layout, ...figure.narrow } : figure.layout);

  const missed = () => {}; // Plotly did not arrive: the table is there
  const plot = function (chart) {
    const figure = chart.figure;
    if (!figure || !chart.isConnected || !chart.clientWidth) return;
    plotly().then(() => { if (chart.figure === figure && chart.isConnected) plotted(chart); }, missed);
  };
  const plotted = function (chart) {
    const { figure } = chart;
    window.Plotly.react(chart, structuredClone(figure.data), coloured(structuredClone(layoutFor(chart, figure))), { displayModeBar: false, responsive: true, locale: "da" });
    chart.setAttribute("data-plotted", "");
  };
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); plot(entry.target); }
  }, { rootMargin: "400px" });

  const idle = window.requestIdleCallback || ((work) => setTimeout(work, 300)); // Safari has none
  const watch = function (chart) {
    near.observe(chart);
    if (!document.documentElement.hasAttribute("data-ready")) return; // the live page's chart is another one
    plotly().then(() => idle(() => { if (!chart.hasAttribute("data-plotted")) plot(chart); near.unobserve(chart); }), missed);
  };

  /* Draws what could not be drawn while its page was hidden. */
  draw.charts = () => document.querySelectorAll(".chart").forEach(watch);
  /* On paper nothing comes nearer: what is not drawn yet is drawn now, or where Plotly has not arrived the table stands for it. */
  window.addEventListener("beforeprint", () => {
    for (const chart of document.querySelectorAll(".chart:not([data-plotted])")) {
      if (window.Plotly && chart.clientWidth) plotted(chart);
      else filled(chart.closest("figure").parentElement, true);
    }
  });
  dark.addEventListener("change", () => document.querySelectorAll(".chart[data-plotted]").forEach(plot));

  const png = (chart, name) => () => plotly()
    .then((Plotly) => Plotly.toImage(chart, { format: "png", width: 1000, height: 560, scale: 2 }))
    .then((url) => el("a", { href: url, download: name + ".png" }).click());

  /* Title, picture, summary, downloads and table: the frame of every figure. It is built once; what stands in it changes. */
  draw.frame = function (slot, data, picture, downloads) {
    const known = Boolean(slot.shown);
    slot.shown = data;
    if (!known) build(slot, picture, downloads);
    const [figure, details] = [slot.querySelector("figure"), slot.querySelector(".as-table")];
    slot.querySelector("h2").textContent = data.title;
    figure.querySelector("figcaption").textContent = data.summary;
    if (figure.firstChild !== picture) figure.firstChild.replaceWith(picture);
    details.lastChild.replaceChildren();
    filled(slot, details.open);
  };
  /* The figure's table, made when somebody wants it. */
  const filled = function (slot, isOpen) {
    const details = slot.querySelector(".as-table");
    details.open = isOpen;
    if (isOpen && !details.lastChild.firstChild) draw.kinds.table(details.lastChild, slot.shown.table);
  };
  const build = function (slot, picture, downloads) {
    const details = el("details", { class: "as-table" }, el("summary", {}, draw.words.show_table), el("div"));
    details.addEventListener("toggle", () => filled(slot, details.open));
    const csv = button(draw.words.csv, () => draw.csv(slot.shown.table, slot.shown.file));
    draw.fill(slot, el("h2"), el("figure", {}, picture, el("figcaption", { class: "soft" })),
      el("div", { class: "downloads" }, csv, downloads), details);
  };
  const button = (text, onclick) => el("button", { type: "button", class: "btn btn-quiet", onclick }, text);
  draw.button = button;

  draw.kinds.figure = function (slot, data) {
    const chart = slot.querySelector(".chart") || el("div", { class: "chart", role: "img" });
    chart.setAttribute("aria-label", data.summary);
    chart.style.height = (data.figure.layout.height || 320) + "px";
    chart.figure = data.figure;
    draw.frame(slot, data, chart, button(draw.words.png, png(chart, data.file)));
    near.unobserve(chart); // observed anew, it is drawn in a later frame: words and map are painted first
    if (slot.closest(".page-rapport")) setTimeout(plot, 0, chart); // a report is printed without being scrolled through
    else watch(chart);
  };
})();
