/* The small parts of the overview: sentences, figures, split bars, what changed. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el } = draw;
  const SHOWN = 6; // of what changed, before one asks for the rest

  draw.kinds.text = (slot, text) => { slot.textContent = text; };

  draw.kinds.value = (slot, figure) =>
    draw.fill(slot, el("p", { class: /^[\d–−<]/.test(figure.value) && figure.value.length < 12 ? "value" : "value value--said" }, figure.value), el("p", { class: "soft" }, figure.change), el("p", { class: "soft" }, figure.rate));

  /* One line of states: the length of a segment is its number. */
  draw.split = function (states, counts, longest) {
    const parts = states.map((state, at) => (counts[at]
      ? el("span", { class: "part part--" + state.replaceAll("_", "-"), "data-state": state }, String(counts[at])) : null));
    const bar = el("span", { class: "split", "aria-hidden": "true" }, parts);
    for (const [at, part] of parts.entries()) if (part) part.style.flexGrow = counts[at];
    const total = counts.reduce((sum, one) => sum + one, 0);
    bar.style.width = (100 * total) / longest + "%";
    return bar;
  };
  draw.spoken = (states, counts) =>
    states.map((state, at) => (counts[at] ? `${counts[at]} ${draw.states[state].toLowerCase()}` : null)).filter(Boolean).join(", ");

  draw.kinds.bars = function (slot, data) {
    const longest = Math.max(1, ...data.counts.map((counts) => counts.reduce((sum, one) => sum + one, 0)));
    const line = function (name, at) {
      const said = `${name || draw.words.no_network}: ${draw.spoken(data.states, data.counts[at])}`;
      const inside = [el("span", { class: "bar-name" }, name || draw.words.no_network), draw.split(data.states, data.counts[at], longest)];
      const id = data.ids[at];
      return el("li", {}, id === null ? el("div", { class: "bar", role: "img", "aria-label": said }, inside)
        : draw.link("/netvaerk/" + id, { class: "bar", "aria-label": said }, inside));
    };
    const key = el("ul", { class: "legend" }, data.states.map((state) => el("li", {}, draw.badge(state))));
    draw.frame(slot, data, el("div", {}, key, el("ol", { class: "bars" }, data.names.map(line))));
  };

  draw.kinds.changes = function (slot, data) {
    const row = ([day, code, name, before, after, reason]) =>
      el("li", {},
        el("p", { class: "soft" }, day),
        el("p", {}, draw.link("/kommune/" + code, {}, name), " "),
        el("p", { class: "turn" }, before ? [draw.badge(before), el("span", { "aria-hidden": "true" }, "→")] : null, draw.badge(after)),
        reason ? el("p", { class: "soft" }, reason) : null);
    const list = (rows) => el("ol", { class: "changes" }, rows.map(row));
    const rest = data.rows.slice(SHOWN);
    draw.fill(slot, el("h2", {}, data.title),
      data.rows.length ? list(data.rows.slice(0, SHOWN)) : el("p", { class: "soft" }, draw.words.no_change),
      rest.length ? el("details", {}, el("summary", {}, draw.words.more_changes.replace("{count}", rest.length)), list(rest)) : null);
  };
})();
