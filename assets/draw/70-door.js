// Passkeys: asks the browser, sends its answer. Only on pages with a button that carries data-passkey.
(function () {
  "use strict";
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  async function post(path, body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": window.dash_clientside.draw.csrfToken() };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
    const said = await response.json();
    if (!response.ok) throw new Error(said.message);
    return said;
  }

  async function create(options) {
    const publicKey = { ...options, challenge: toBytes(options.challenge), user: { ...options.user, id: toBytes(options.user.id) } };
    publicKey.excludeCredentials = (options.excludeCredentials || []).map((one) => ({ ...one, id: toBytes(one.id) }));
    const made = await navigator.credentials.create({ publicKey });
    const response = { clientDataJSON: toText(made.response.clientDataJSON), attestationObject: toText(made.response.attestationObject) };
    return { id: made.id, rawId: toText(made.rawId), type: made.type, response };
  }

  async function find(options) {
    const found = await navigator.credentials.get({ publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: [] } });
    const response = {
      clientDataJSON: toText(found.response.clientDataJSON),
      authenticatorData: toText(found.response.authenticatorData),
      signature: toText(found.response.signature),
      userHandle: found.response.userHandle ? toText(found.response.userHandle) : null,
    };
    return { id: found.id, rawId: toText(found.rawId), type: found.type, response };
  }

  async function use(button) {
    const message = button.parentElement.querySelector("[data-passkey-message]");
    message.textContent = "";
    button.disabled = true;
    try {
      const asked = await post(button.dataset.path + "/noegle/spoergsmaal", {});
      const answer = await (button.dataset.passkey === "create" ? create : find)(asked.options);
      const after = document.querySelector("input[name=til]");
      const done = await post(button.dataset.path + "/noegle", { ticket: asked.ticket, answer, til: after ? after.value : "/" });
      location.assign(done.to);
    } catch (error) {
      message.textContent = error instanceof DOMException ? button.dataset.cancelled : error.message;
      button.disabled = false;
    }
  }

  /* Signed out in another tab, or for too long: the address that was asked for leads to the door, and back again. */
  const ask = window.fetch;
  window.fetch = async function (...request) {
    const response = await ask.apply(window, request);
    if (response.status !== 401 || !new URL(response.url).pathname.startsWith("/_dash")) return response;
    location.reload();
    return new Promise(() => {});
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-passkey]");
    if (button) use(button);
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (window.PublicKeyCredential) return;
    for (const button of document.querySelectorAll("[data-passkey]")) {
      button.disabled = true;
      button.parentElement.querySelector("[data-passkey-message]").textContent = button.dataset.missing;
    }
  });
})();
