/* What if the limit were another: a slider over answers that are all here, so that nothing has to be asked for. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el, fill } = draw;

  draw.kinds.what_if = function (slot, data) {
    const last = data.limits.length - 1;
    const slider = el("input", { type: "range", min: 0, max: last, step: 1, value: data.start, "aria-label": data.label });
    const ticks = data.limits.map((limit, place) => el("button", { type: "button", onclick: () => show(place) }, limit.text));
    const said = el("p", { class: "what-if-said", role: "status" });
    const list = el("ul", { class: "plain what-if-list" });
    const show = function (place, isFirst) {
      const limit = data.limits[place];
      slider.value = place;
      slider.setAttribute("aria-valuetext", limit.text);
      ticks.forEach((tick, other) => tick.setAttribute("aria-pressed", String(other === place)));
      fill(said, limit.said);
      fill(list, limit.rows.map(row));
      if (!isFirst) remember(data.word, limit.days);
    };
    const row = (one) => el("li", {}, draw.link(one.href, {}, one.name), draw.badge(one.before), el("span", {}, "→"),
      draw.badge(one.after), el("span", { class: "soft" }, one.reason));
    slider.addEventListener("input", () => show(Number(slider.value)));
    fill(slot, el("div", { class: "what-if-slider" }, slider, el("div", { class: "what-if-ticks" }, ticks)), said, list);
    show(data.start, true);
  };
  const remember = function (word, days) {
    const address = new URLSearchParams(window.location.search);
    address.set(word, days);
    window.history.replaceState(window.history.state, "", window.location.pathname + "?" + address);
  };
})();
