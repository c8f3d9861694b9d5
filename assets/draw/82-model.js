/* The implementation model: copy a text, print the leaflet, and answers that change the address without a new document. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;

  const copy = async function (button) {
    const text = document.querySelector(`#${CSS.escape(button.dataset.copy)}:not(#first-view *)`) || document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector(".copied");
    try {
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = button.dataset.copied;
    } catch {
      window.getSelection().selectAllChildren(text);
      said.textContent = button.dataset.failed;
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-copy], [data-print]");
    if (!button) return;
    if (button.dataset.copy) copy(button);
    else window.print();
  });

  /* A link to a text opens it. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".to-text");
    if (!link) return;
    const text = [...document.querySelectorAll(`[id="${CSS.escape(link.hash.slice(1))}"]`)].pop();
    if (text) text.closest("details").open = true;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.address) return;
    event.preventDefault();
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const [x, y] = [window.scrollX, window.scrollY];
    draw.go(form.getAttribute("action") + "?" + chosen);
    window.scrollTo(x, y);
  });
})();
