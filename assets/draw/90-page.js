/* From the first view to Dash: draws the document's own data, and steps aside when Dash shows the same page. */
(function () {
  "use strict";
  const clientside = window.dash_clientside;
  const draw = clientside.draw;
  const first = document.getElementById("first-view");
  if (!first) return; // a page without Dash: sign-in, privacy
  const entry = document.getElementById("react-entry-point");
  const EVERYTHING = "alle"; // ui.components.EVERYTHING

  const drawFirst = function () {
    for (const target of first.querySelectorAll("[data-drawing]")) {
      const store = first.querySelector(`script[data-store="${CSS.escape(target.dataset.drawing)}"]`);
      if (store) draw.drawing(target, JSON.parse(store.textContent));
    }
    performance.mark("first-view-drawn");
  };

  const isReady = () =>
    entry.querySelector("#_pages_content main") &&
    [...entry.querySelectorAll("[data-drawing]")].every((target) => target.hasAttribute("data-drawn") || target.dataset.empty);

  const stepAside = function () {
    const focused = first.contains(document.activeElement) ? document.activeElement : null;
    const twin = focused && nth(entry, focused.tagName, [...first.querySelectorAll(focused.tagName)].indexOf(focused));
    const [x, y] = [window.scrollX, window.scrollY];
    first.remove();
    entry.hidden = false;
    window.scrollTo(x, y);
    if (twin) twin.focus({ preventScroll: true });
    draw.showPlace();
    followPages();
    performance.mark("dash-ready");
    document.documentElement.setAttribute("data-ready", "");
    draw.charts(); // those that waited for room on the page
  };
  const nth = (root, tag, index) => (index < 0 ? null : root.querySelectorAll(tag)[index]);

  const waitForDash = function () {
    let patience = null;
    const watch = new MutationObserver(() => {
      if (!entry.querySelector("#_pages_content main")) return;
      if (!patience) patience = setTimeout(finish, 2000); // a drawing without data must not hide the page for ever
      if (isReady()) finish();
    });
    const finish = () => { clearTimeout(patience); watch.disconnect(); stepAside(); };
    watch.observe(entry, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
  };

  /* A choice in the filter bar: the address changes, and the Store that pages listen to. Before Dash, it is a visit. */
  document.addEventListener("change", (event) => {
    const bar = event.target.closest(".filters");
    if (!bar) return;
    const chosen = new URLSearchParams();
    for (const select of bar.querySelectorAll("select")) if (select.value !== EVERYTHING) chosen.set(select.name, select.value);
    const search = chosen.size ? "?" + chosen : "";
    if (first.contains(bar)) return window.location.assign(window.location.pathname + search);
    window.history.pushState({}, "", window.location.pathname + search);
    return draw.choose(bar, search);
  }, { capture: true }); // before React, which draws the select again

  /* Back and forward within one page: the selects and the Store follow the address. */
  window.addEventListener("popstate", () => {
    const selects = [...entry.querySelectorAll(".filters select")];
    const chosen = new URLSearchParams(window.location.search);
    for (const { name } of selects) clientside.set_props("filter-" + name, { value: chosen.get(name) || EVERYTHING });
    if (selects.length) draw.choose(selects[0].closest(".filters"), window.location.search);
  });

  /* What the server is asked for is toned down until it answers. A quick answer costs no restyling of the whole page. */
  const [QUICK, LOST] = [150, 15000]; // ms
  let waiting = [];
  const tone = (isBusy) => document.documentElement.toggleAttribute("data-busy", isBusy);
  draw.busy = function (isBusy) {
    waiting.forEach(clearTimeout);
    waiting = isBusy ? [setTimeout(tone, QUICK, true), setTimeout(tone, LOST, false)] : [];
    if (!isBusy) tone(false);
  };

  /* A new page by a link: who listens to the page is taken to its beginning. */
  const followPages = function () {
    let path = window.location.pathname;
    new MutationObserver(() => { // Dash gives a page its title after its content
      if (window.location.pathname === path) return;
      path = window.location.pathname;
      requestAnimationFrame(() => {
        draw.showPlace();
        entry.querySelector("main").focus({ preventScroll: true });
      });
    }).observe(document.querySelector("title"), { childList: true });
  };

  drawFirst();
  waitForDash();
})();
