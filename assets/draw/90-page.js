/* From the first view to Dash: draws the document's own data, and steps aside when Dash shows the same page. */
(function () {
  "use strict";
  const clientside = window.dash_clientside;
  const draw = clientside.draw;
  const first = document.getElementById("first-view");
  const entry = document.getElementById("react-entry-point");
  const EVERYTHING = "alle"; // ui.components.EVERYTHING
  const WORDS = ["maaling", "region", "netvaerk", "stoerrelse"];

  const drawFirst = function () {
    for (const target of first.querySelectorAll("[data-drawing]")) {
      const store = first.querySelector(`script[data-store="${CSS.escape(target.dataset.drawing)}"]`);
      if (store) draw.drawing(target, JSON.parse(store.textContent));
    }
    performance.mark("first-view-drawn");
    // Until Dash is here, a choice in the filter bar is a visit to that address.
    first.addEventListener("change", (event) => {
      if (!event.target.closest(".filters")) return;
      const chosen = new URLSearchParams();
      for (const select of first.querySelectorAll(".filters select")) if (select.value !== EVERYTHING) chosen.set(select.name, select.value);
      window.location.assign(window.location.pathname + (chosen.size ? "?" + chosen : ""));
    });
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

  /* The selects -> the address and the Store that pages listen to. */
  draw.readFilters = function (values, current) {
    const inputs = clientside.callback_context.inputs_list[0] || [];
    const chosen = new URLSearchParams();
    for (const word of WORDS) {
      const input = inputs.find((one) => one.id.word === word);
      if (input && input.value && input.value !== EVERYTHING) chosen.set(word, input.value);
    }
    const search = chosen.size ? "?" + chosen : "";
    if (search === (current || "")) return clientside.no_update;
    if (window.location.search !== search) window.history.pushState({}, "", window.location.pathname + search);
    return search;
  };

  /* Back and forward within one page: the selects follow the address. */
  window.addEventListener("popstate", () => {
    const chosen = new URLSearchParams(window.location.search);
    const words = [...entry.querySelectorAll(".filters select")].map((select) => select.name);
    for (const word of words) clientside.set_props({ type: "filter", word }, { value: chosen.get(word) || EVERYTHING });
  });

  drawFirst();
  waitForDash();
})();
