/* What makes the board handier: drafts, preview, files, recognised facts, the bell. Every page works without it. */
(function () {
  "use strict";
  const draw = window.dash_clientside && window.dash_clientside.draw;
  if (draw && draw.kinds) {
    draw.kinds.leave = () => window.location.reload(); // a page that is a document of its own
    draw.showPlace = showPlace;
  }

  /* Where one is stands in the row of pages; on a phone the row is longer than the screen, and moves along. */
  function showPlace() {
    for (const row of document.querySelectorAll("header nav")) {
      const here = row.querySelector(".here");
      const hidden = here && row.clientWidth ? here.getBoundingClientRect().right - row.getBoundingClientRect().right : 0;
      if (hidden > 0) row.scrollLeft += hidden + 24; // and a little of the next one
    }
  }

  const SAVE_AFTER = 1200; // ms after the last key
  const BELL_EVERY = 60000;
  const MOST_FILES = 5;

  const said = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const clock = () => new Date().toLocaleTimeString("da-DK", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

  /* ---- The bell: asked for each minute while somebody looks. ---- */
  async function ring() {
    const bell = document.querySelector("[data-bell]");
    if (!bell || document.hidden) return;
    try {
      const answer = await fetch("/nyt/antal", { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { count, label } = await answer.json();
      bell.setAttribute("aria-label", label);
      bell.querySelector(".bell-count").dataset.count = count || "";
    } catch { /* the next minute asks again */ }
  }
  setInterval(ring, BELL_EVERY);
  document.addEventListener("visibilitychange", ring);

  /* ---- A box to write in. ---- */
  const value = (form, name) => (form.elements[name] ? form.elements[name].value : "");
  const body = (form, more) => new URLSearchParams({ csrf: value(form, "csrf"), ...more });
  const send = (path, form, more) =>
    fetch(path, { method: "POST", body: body(form, more), credentials: "same-origin", keepalive: true, headers: { Accept: "application/json" } });

  /* Where the text would go now: with several rooms to choose from, the chosen one says so. */
  function target(form) {
    const chosen = form.querySelector("input[type=radio][name=rum]:checked");
    return chosen
      ? { slug: chosen.value, place: chosen.dataset.place, facts: chosen.hasAttribute("data-facts") }
      : { slug: form.dataset.slug, place: form.dataset.place, facts: form.hasAttribute("data-facts") };
  }

  const parts = (form) => [...form.querySelectorAll("textarea[data-part]")].filter((one) => one.value.trim());
  const text = (form) =>
    form.elements.tekst ? value(form, "tekst") : parts(form).map((one) => `## ${one.dataset.part}\n\n${one.value.trim()}`).join("\n\n");
  const written = (form) => ({ titel: value(form, "titel"), tekst: text(form) });

  const refusal = (form, answer, told) => ([401, 403].includes(answer.status) ? form.dataset.signedOut : told.error || told.message);

  async function save(form) {
    const { slug, place } = target(form);
    const line = form.querySelector(".draft-said");
    if (!place || !line || form.isSent) return;
    const now = JSON.stringify([place, written(form)]);
    if (now === form.savedDraft) return;
    form.savedDraft = now;
    try {
      const answer = await send("/forum/kladde", form, { sted: place, rum: slug, ...written(form) });
      const told = await answer.json();
      line.parentElement.firstChild.textContent = "";
      line.parentElement.querySelectorAll("time").forEach((one) => one.remove());
      line.textContent = answer.ok ? said(form.dataset.saved, { time: clock() }) : refusal(form, answer, told);
    } catch {
      form.savedDraft = null;
      line.textContent = form.dataset.notSaved;
    }
  }

  async function recognise(form) {
    const { slug, facts } = target(form);
    const place = form.querySelector("[data-offer]");
    if (!place || (place.querySelector("input[name=note_confirm]:checked") && facts)) return; // confirmed: left alone
    if (!facts) return void place.replaceChildren();
    try {
      const answer = await send("/forum/genkend", form, { rum: slug, tekst: text(form) });
      if (answer.ok) place.innerHTML = (await answer.json()).html || "";
    } catch { /* it is only an offer */ }
  }

  const later = function (form) {
    clearTimeout(form.patience);
    form.patience = setTimeout(() => { save(form); recognise(form); }, SAVE_AFTER);
  };
  const boxOf = (event) => event.target.closest && event.target.closest("form[data-compose]");
  document.addEventListener("focusin", (event) => { // a quick box opens when somebody begins, and stays open
    const form = boxOf(event);
    if (form) form.classList.add("is-open");
  });
  document.addEventListener("input", (event) => {
    const form = boxOf(event);
    if (form && event.target.matches("textarea, input[name=titel]")) later(form);
  });
  document.addEventListener("change", (event) => {
    const form = boxOf(event);
    if (form && event.target.name === "rum") later(form);
    if (form && event.target.type === "file") attach(form, event.target);
  });
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll("form[data-compose]")) if (form.patience) save(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.isSent) return event.preventDefault(); // a second click: the key would make it one post anyway
    if (!form.matches("[data-compose]") || (event.submitter && event.submitter.name === "vis")) return undefined;
    form.isSent = true;
    sessionStorage.sent = mark(form);
    clearTimeout(form.patience);
    form.patience = null;
    return undefined;
  });

  /* Back again: the form may be sent anew. What was posted from it, which the browser puts into it again, was sent. */
  const sum = (words) => [...words].reduce((made, one) => (made * 31 + one.codePointAt(0)) | 0, words.length);
  const mark = (form) => `${form.getAttribute("action")} ${sum(JSON.stringify(written(form)))}`; // not the words themselves
  function landed() { // where a form that was sent led to: to its post, or back to itself
    const { sent, posted = "" } = sessionStorage;
    if (sent && location.hash.startsWith("#opslag-")) sessionStorage.posted = `${posted}${sent}\n`;
    sessionStorage.removeItem("sent");
  }
  addEventListener("pageshow", (event) => {
    landed();
    if (!event.persisted && performance.getEntriesByType("navigation")[0].type !== "back_forward") return;
    const posted = (sessionStorage.posted || "").split("\n");
    for (const form of document.querySelectorAll("form[data-compose]")) {
      form.isSent = false;
      if (!posted.includes(mark(form)) || form.matches("[data-place^=opslag]")) continue;
      for (const box of form.querySelectorAll("textarea, input[name=titel]")) box.value = "";
      form.querySelector("[data-files]")?.replaceChildren();
      form.elements.noegle.value = crypto.getRandomValues(new Uint32Array(3)).join("-");
    }
  });

  /* ---- @ and the beginning of a name: who can be meant. ---- */
  const MENTION = /(^|[\s(])@(\p{L}[\p{L} .'-]{0,30})$/u;

  function suggestions(box) {
    if (!box.suggested) {
      box.suggested = Object.assign(document.createElement("div"), { className: "row suggested" });
      box.suggested.setAttribute("aria-live", "polite");
      box.after(box.suggested);
    }
    return box.suggested;
  }

  function mention(box, begun, name) {
    const start = box.selectionStart - begun.length;
    box.setRangeText(`${name} `, start, box.selectionStart, "end");
    suggestions(box).replaceChildren();
    box.focus();
    later(box.form);
  }

  async function suggest(box) {
    const found = MENTION.exec(box.value.slice(0, box.selectionStart));
    if (!found) return void (box.suggested && box.suggested.replaceChildren());
    const query = new URLSearchParams({ rum: target(box.form).slug, q: found[2] });
    const answer = await fetch("/forum/navne?" + query, { credentials: "same-origin", headers: { Accept: "application/json" } });
    const { names } = answer.ok ? await answer.json() : { names: [] };
    const buttons = names.map((name) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: name });
      made.addEventListener("click", () => mention(box, found[2], name));
      return made;
    });
    return suggestions(box).replaceChildren(...buttons);
  }
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!boxOf(event) || !box.matches("textarea")) return;
    clearTimeout(box.asking);
    box.asking = setTimeout(() => suggest(box).catch(() => null), 200);
  });

  /* ---- Preview in place. ---- */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-preview]");
    if (!button) return;
    event.preventDefault();
    const form = button.form;
    const place = form.querySelector("[data-previewed]");
    const shown = place.querySelector(".post-body");
    const fields = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrf"));
    try {
      const answer = await send("/forum/vis-udkast", form, { ...fields, rum: target(form).slug });
      const told = await answer.json();
      if (answer.ok) shown.innerHTML = told.html; // made and cleaned by the server, as a post is
      else shown.textContent = refusal(form, answer, told);
    } catch {
      shown.textContent = form.dataset.offline;
    }
    place.hidden = false;
  });

  /* ---- Files: sent at once, kept by the form as hidden fields. ---- */
  const hiddenField = (name, content) => Object.assign(document.createElement("input"), { type: "hidden", name, value: content });

  function listed(form, name) {
    const item = document.createElement("li");
    item.append(said(form.dataset.attaching, { name }));
    form.querySelector("[data-files]").append(item);
    return item;
  }

  function keep(form, item, id, name) {
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: "×" });
    away.setAttribute("aria-label", said(form.dataset.detach, { name }));
    away.addEventListener("click", () => item.remove());
    item.replaceChildren(name, " ", away, hiddenField("vedhaeft", `${id}:${name}`));
  }

  async function attach(form, field) {
    form.querySelectorAll("[data-files] li.refused").forEach((one) => one.remove()); // what came of the last choice
    const refuse = (item, why) => { item.className = "refused"; item.textContent = why; };
    for (const file of [...field.files]) {
      const item = listed(form, file.name);
      if (form.querySelectorAll("[data-files] li:not(.refused)").length > MOST_FILES) {
        refuse(item, said(form.dataset.tooMany, { name: file.name }));
        continue;
      }
      try {
        const headers = { "X-CSRFToken": value(form, "csrf"), "X-File-Name": encodeURIComponent(file.name), Accept: "application/json" };
        headers["Content-Type"] = "application/octet-stream";
        const path = form.querySelector("[data-address]").dataset.address;
        const answer = await fetch(path, { method: "POST", body: file, headers, credentials: "same-origin" });
        const told = await answer.json();
        if (answer.ok) keep(form, item, told.id, told.name);
        else refuse(item, `${file.name}: ${refusal(form, answer, told)}`);
      } catch {
        refuse(item, `${file.name}: ${form.dataset.offline}`);
      }
    }
    field.value = "";
  }

  document.addEventListener("DOMContentLoaded", () => {
    showPlace();
    for (const one of document.querySelectorAll("[data-attach], [data-attach-hint]")) one.hidden = false;
    for (const form of document.querySelectorAll("form[data-compose]")) {
      if (text(form)) recognise(form); // came back refused
      for (const field of form.querySelectorAll("[data-files] [name=vedhaeft]")) {
        const [, id, name] = /^(\d+):(.*)$/s.exec(field.value) || [];
        if (id) keep(form, field.closest("li"), id, name); // with the way to take it away
      }
    }
    if (!document.getElementById("first-view")) document.documentElement.setAttribute("data-ready", ""); // nothing follows
  });
})();
