/* The drop zone of /data: a real file input inside a label; each file goes as a raw body with its progress shown. */
(function () {
  "use strict";
  const draw = window.dash_clientside.draw;
  const { el } = draw;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const stay = (event) => event.preventDefault();
  // A file dropped beside the zone must not replace the page; text may still be dragged into fields.
  const stayForFiles = (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();

  /* A line in the list of what is being sent: name, bar, and one sentence. */
  const lineOf = function (file, texts) {
    const bar = el("progress", { max: 100, value: 0, "aria-label": filled(texts.progress, { name: file.name }) });
    const said = el("span", { class: "sending-said" }, texts.waiting);
    const item = el("li", { class: "sending-line" }, el("strong", {}, file.name), bar, said);
    return {
      item,
      progress(percent) {
        bar.value = percent;
        said.textContent = percent < 100 ? filled(texts.sending, { percent }) : texts.reading;
      },
      refuse(message) {
        bar.remove();
        item.classList.add("is-refused");
        said.textContent = message;
      },
      arrived(address) {
        bar.remove();
        said.replaceChildren(draw.link(address, {}, texts.received));
      },
    };
  };

  /* Sends one file; gives the run's number, or null after the line has said why not. */
  const send = function (file, line, settings) {
    const texts = settings.texts;
    if (file.size > settings.cap) {
      line.refuse(texts.too_large);
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const refuse = (message) => {
        line.refuse(message);
        resolve(null);
      };
      request.open("POST", settings.url);
      request.responseType = "json";
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("X-CSRFToken", draw.csrfToken());
      request.setRequestHeader("X-Fodfaeste-Name", encodeURIComponent(file.name));
      request.upload.onprogress = (event) => line.progress(Math.floor((100 * event.loaded) / (event.total || 1)));
      request.upload.onload = () => line.progress(100);
      request.onerror = request.onabort = () => refuse(texts.broken);
      request.onload = () => {
        const answer = request.response || {};
        if (request.status !== 200) return refuse(answer.error || texts.unexpected);
        line.arrived(settings.run_url + answer.run_id);
        return resolve(answer.run_id);
      };
      request.send(file);
    });
  };

  /* One file after another, so that the machine reads one at a time; one file alone leads straight to its page. */
  const sendAll = async function (files, zone, list, settings) {
    zone.classList.add("is-busy");
    window.addEventListener("beforeunload", stay);
    const lines = files.map((file) => lineOf(file, settings.texts));
    list.replaceChildren(...lines.map((line) => line.item));
    const runs = [];
    for (const [index, file] of files.entries()) runs.push(await send(file, lines[index], settings));
    window.removeEventListener("beforeunload", stay);
    zone.classList.remove("is-busy");
    if (runs.length === 1 && runs[0] !== null) draw.go(settings.run_url + runs[0]);
    else window.dash_clientside.set_props?.(settings.done_id, { data: Date.now() });
  };

  /* Folders come without content; a plain file list does not tell them apart, the dropped items do. */
  const filesOf = function (transfer) {
    const folders = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.()?.isDirectory);
    return Array.from(transfer.files).filter((_, index) => !folders[index]);
  };

  draw.kinds.upload = function (slot, settings) {
    if (slot.firstChild) return;
    const earlier = document.querySelector('#first-view [data-draw="upload"]');
    if (earlier && earlier !== slot && earlier.firstChild) {
      draw.fill(slot, ...earlier.childNodes); // with whatever is already on its way
      return;
    }
    const texts = settings.texts;
    const input = el("input", { type: "file", multiple: true, "aria-describedby": "drop-help" });
    const zone = el("label", { class: "drop" }, input, el("strong", {}, texts.drop));
    const help = el("p", { id: "drop-help", class: "soft" }, texts.formats);
    const list = el("ul", { class: "sending", "aria-live": "polite" });
    const take = function (files) {
      if (zone.classList.contains("is-busy")) return;
      if (files.length) sendAll(files, zone, list, settings);
      else list.replaceChildren(el("li", { class: "sending-line is-refused" }, texts.folder));
    };
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      input.value = ""; // the same file can be chosen again after it was corrected
      if (files.length) take(files);
    });
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      take(filesOf(event.dataTransfer));
    });
    draw.fill(slot, zone, help, list);
    window.addEventListener("dragover", stayForFiles);
    window.addEventListener("drop", stayForFiles);
  };
})();
