/* The drop zone of /data: a real file input inside a label; files go as a raw body, each with its progress shown. */
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

  // A header has no room for endless names, and none for letters of other scripts as they are.
  const nameOf = (file) => encodeURIComponent(Array.from(file.name).slice(-100).join(""));

  /* Sends files as one body, one after the other; gives their runs, or none after the lines have said why not. */
  const send = function (entries, settings) {
    const texts = settings.texts;
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const refuse = (message) => {
        entries.forEach(({ line }) => line.refuse(message));
        resolve([]);
      };
      const progress = function (loaded) {
        let start = 0;
        for (const { file, line } of entries) {
          line.progress(Math.max(0, Math.min(100, Math.floor((100 * (loaded - start)) / (file.size || 1)))));
          start += file.size;
        }
      };
      request.open("POST", settings.url);
      request.responseType = "json";
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("X-CSRFToken", draw.csrfToken());
      request.setRequestHeader("X-Fodfaeste-Name", entries.map(({ file }) => nameOf(file)).join(","));
      request.setRequestHeader("X-Fodfaeste-Sizes", entries.map(({ file }) => file.size).join(","));
      request.upload.onprogress = (event) => progress(event.loaded);
      request.upload.onload = () => entries.forEach(({ line }) => line.progress(100));
      request.onerror = request.onabort = () => refuse(texts.broken);
      request.onload = () => {
        const answer = request.response || {};
        if (request.status !== 200) return refuse(answer.error || texts.unexpected);
        entries.forEach(({ line }, index) => line.arrived(settings.run_url + answer.runs[index]));
        return resolve(answer.runs);
      };
      request.send(entries.length === 1 ? entries[0].file : new Blob(entries.map(({ file }) => file)));
    });
  };

  /* Small files that were chosen together are read together, as SurveyXact's three are one; a large one goes alone. */
  const loadsOf = function (entries, together) {
    const loads = [];
    for (const entry of entries) {
      const fits = (load) => load.size + entry.file.size <= together.bytes && load.entries.length < together.files;
      let load = loads.find(fits);
      if (!load) loads.push((load = { size: 0, entries: [] }));
      load.size += entry.file.size;
      load.entries.push(entry);
    }
    return loads;
  };

  /* One load after another, so that the machine reads one at a time; one file alone leads straight to its page. */
  const sendAll = async function (files, zone, list, settings) {
    zone.classList.add("is-busy");
    window.addEventListener("beforeunload", stay);
    const entries = files.map((file) => ({ file, line: lineOf(file, settings.texts) }));
    list.replaceChildren(...entries.map(({ line }) => line.item));
    const isTooLarge = ({ file }) => file.size > settings.cap;
    entries.filter(isTooLarge).forEach(({ line }) => line.refuse(settings.texts.too_large));
    const runs = [];
    const loads = loadsOf(entries.filter((entry) => !isTooLarge(entry)), settings.together);
    for (const load of loads) runs.push(...(await send(load.entries, settings)));
    window.removeEventListener("beforeunload", stay);
    zone.classList.remove("is-busy");
    if (files.length === 1 && runs.length === 1) draw.go(settings.run_url + runs[0]);
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
