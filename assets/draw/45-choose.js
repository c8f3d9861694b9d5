/* A choice in the filter bar: the server is asked at once, the answer is painted, and then Dash is told. Dash's renderer
   comes to the same question, sends it through fetch like any other, and is handed the answer that is on the screen. */
(function () {
  "use strict";
  const clientside = window.dash_clientside;
  const draw = clientside.draw;
  const fetch = window.fetch;
  let newest = null; // the last choice: the question's body, and its answer when that has come

  /* The body that Dash makes of the callback from the filters' Store to a drawing; another one would be asked twice. */
  const bodyOf = function (name, search) {
    const id = { name, type: "drawing" };
    return JSON.stringify({
      output: JSON.stringify(id) + ".data",
      outputs: { id, property: "data" },
      inputs: [{ id: "filters", property: "data", value: search }],
      changedPropIds: ["filters.data"],
      parsedChangedPropsIds: ["filters.data"],
    });
  };
  const DASH_WAITS = 50; // ms after the paint: its renderer works for 10 to 20 ms without a pause
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, DASH_WAITS)));

  const show = async function (choice, target) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": draw.csrfToken() };
    const answer = await fetch("/_dash-update-component", { method: "POST", headers, body: choice.body });
    if (!answer.ok) return; // Dash asks again, and says what went wrong
    const said = await answer.json();
    const [shown] = Object.values(said.response);
    if (choice !== newest || !target.isConnected) return;
    draw.busy(false);
    draw.drawing(target, shown.data);
    await painted();
    answer.json = async () => said; // the very same data: what is drawn already is not drawn again
    choice.answer = answer;
  };

  /* bar: the filter bar. It names the drawing that it changes, or none: then Dash alone asks. */
  draw.choose = async function (bar, search) {
    const target = bar.dataset.redraws && document.getElementById(bar.dataset.redraws);
    if (!target) return clientside.set_props("filters", { data: search });
    const choice = (newest = { body: bodyOf(target.id, search) });
    draw.busy(true);
    await show(choice, target).catch(() => undefined); // no connection: Dash says so
    if (choice !== newest || !target.isConnected) return undefined;
    draw.busy(false);
    return clientside.set_props("filters", { data: search });
  };

  window.fetch = async function (address, options) {
    const choice = newest;
    if (!choice || !choice.answer || !options || options.body !== choice.body) return fetch.call(window, address, options);
    newest = null;
    return choice.answer;
  };
})();
