// What makes the pages pleasant. Nothing here is needed: every page does the same without it.
"use strict";

document.documentElement.classList.add("scripted");

const part = (id) => document.getElementById(id);
const aloud = (id, text) => { const where = part(id); if (where) where.textContent = text; };

// ---- every page: an error summary is read first; a form is sent once, however often its button is pressed.
document.querySelector(".summary")?.focus();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
// Back to a page that the browser kept: its forms may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// ---- a telephone's first screen: the browser says when the site may be put there
if (isSecureContext) navigator.serviceWorker?.register("/worker.js").catch(() => {});
let offer = null;
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  for (const button of document.querySelectorAll("[data-install]")) button.hidden = false;
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-install]")) offer?.prompt(); });

// ---- paper: what is folded away is printed, too
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
window.addEventListener("beforeprint", () => { for (const part of document.querySelectorAll("main details")) part.open = true; });

// ---- a link to give away
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const input = part(button.dataset.copy);
  input.select();
  try { await navigator.clipboard.writeText(input.value); } catch { document.execCommand("copy"); }
  button.querySelector("[role=status]").textContent = button.dataset.done;
});

// ---- what goes on elsewhere is looked at again; all that can be ticked is ticked
const going = document.querySelector("[data-again]");
if (going) setTimeout(() => location.reload(), Number(going.dataset.again));
for (const button of document.querySelectorAll("[data-tick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`input[name="${button.dataset.tick}"]`)];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}

// ---- the keys of a list: only outside of fields, and only while they are wanted (WCAG 2.1.4)
const list = document.querySelector("table[data-keys]");
if (list) listenToKeys(list, part(list.dataset.keys), part("keys-on"));

function listenToKeys(table, help, wanted) {
  const rows = [...table.tBodies[0].rows];
  const at = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (step) => rows[Math.min(Math.max(at() + step, 0), rows.length - 1)].querySelector("a").focus();
  const press = (selector) => rows[at()]?.querySelector(selector)?.click();
  const keys = {
    j: () => go(1), k: () => go(-1), o: () => press("a"), x: () => press("input[type=checkbox]"),
    t: () => press("form[action$='/verbs/claim'] button"), "?": () => { help.open = !help.open; },
  };
  help.hidden = false;
  try { wanted.checked = localStorage.getItem("keys") !== "off"; } catch { /* the browser keeps nothing */ }
  wanted.addEventListener("change", () => { try { localStorage.setItem("keys", wanted.checked ? "on" : "off"); } catch { /* likewise */ } });
  document.addEventListener("keydown", (event) => {
    const written = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (!wanted.checked || written || event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

// ---- a form that is being written: kept a second after the last key, and what it then asks is shown
const writing = document.querySelector("form.writing");
if (writing) keepWriting(writing);

function keepWriting(form) {
  const says = form.dataset;
  let timer = 0, running = null, again = false, unsaved = false;

  const later = (wait) => { clearTimeout(timer); unsaved = true; timer = setTimeout(save, wait); };
  form.addEventListener("input", (event) => { if (event.target.type !== "file") later(900); });
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type === "file") upload(input);
    else later("changes" in input.dataset ? 0 : 300);
  });
  part("retry").addEventListener("click", save);
  window.addEventListener("beforeunload", (event) => { if (unsaved && !form.dataset.sent) event.preventDefault(); });

  async function save() {
    clearTimeout(timer);
    if (running) { again = true; return; }  // one after the other, or an older answer would win
    unsaved = false;
    const slow = setTimeout(() => aloud("saving", says.saving), 200);
    running = send(new FormData(form), "save");
    try {
      const kept = await running;
      aloud("saving", `${says.saved} ${kept.at}`);
      trouble("");
      show(kept);
    } catch (error) {
      unsaved = true;
      aloud("saving", "");
      trouble(error.ended ? says.ended : says.failed);
    } finally {
      clearTimeout(slow);
      running = null;
      if (again) { again = false; save(); }
    }
  }

  function trouble(text) {
    aloud("trouble", text);
    part("retry").hidden = !text;
  }

  async function send(data, op) {
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    data.set("op", op);
    const answer = await fetch(form.action, {
      method: "POST", body: data, headers: { "x-quiet": "yes" }, redirect: "manual", signal: AbortSignal.timeout(60000),
    });
    if (answer.status === 401 || answer.type === "opaqueredirect") throw Object.assign(new Error("ended"), { ended: true });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // Only what is newly asked comes in, and only what is asked no more goes: nothing that is being typed is touched.
  function show(kept) {
    if (!kept.questions) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = kept.questions;
    const added = merge(part("questions"), fresh);
    form.elements.asked.value = kept.asked;
    if (added) aloud("saving", `${says.new} · ${says.saved} ${kept.at}`);
  }

  function merge(old, fresh) {
    let added = 0, before = null;
    const ids = new Set([...fresh.children].map((child) => child.id).filter(Boolean));
    for (const child of [...old.children]) if (child.id && !ids.has(child.id)) child.remove();
    for (const child of [...fresh.children]) {
      if (!child.id) continue;
      const known = part(child.id);
      if (known && old.contains(known)) {
        if (child.matches(".group, .row")) added += merge(known.querySelector(":scope > .row-parts") ?? known, child.querySelector(":scope > .row-parts") ?? child);
        before = known;
        continue;
      }
      if (before) before.after(child); else old.querySelector(":scope > [id]")?.before(child) ?? old.append(child);
      before = child;
      added += 1;
    }
    return added;
  }

  // A file goes on its way when it is chosen. XMLHttpRequest: fetch does not tell how far it has come.
  function upload(input) {
    const file = input.files[0];
    if (!file) return;
    const box = input.parentElement.querySelector(".progress");
    const [bar, text, cancel] = box.children;
    const data = new FormData();
    data.set("form_token", form.elements.form_token.value);
    data.set("op", "upload");
    data.set("asked", "files");
    data.set(input.name, file);
    const request = new XMLHttpRequest();
    let told = 0;
    box.hidden = false;
    aloud("trouble", "");
    aloud("saving", `${says.uploading} ${file.name}`);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.round(100 * event.loaded / event.total);
      bar.value = percent;
      text.textContent = `${percent} %`;
      if (percent >= told + 25) { told = percent - percent % 25; aloud("saving", `${file.name} ${told} %`); }
    });
    request.addEventListener("load", () => {
      if (request.status === 200) {
        part("material-list").innerHTML = JSON.parse(request.responseText).materials;
        aloud("saving", `${says.uploaded}: ${file.name}`);
        part(input.id)?.focus();
      } else refused(request.status === 401 ? says.ended : says.refused, request.responseText);
    });
    request.addEventListener("error", () => refused(says.failed, ""));
    request.addEventListener("abort", () => { box.hidden = true; input.value = ""; aloud("saving", says.cancelled); });
    cancel.onclick = () => request.abort();
    request.open("POST", form.action);
    request.setRequestHeader("x-quiet", "yes");
    request.send(data);

    function refused(said, page) {
      box.hidden = true;
      const why = new DOMParser().parseFromString(page, "text/html").querySelector(".material .error span");
      trouble(`${said}: ${file.name}${why ? ` ${why.textContent}` : ""}`);
      part("retry").hidden = true;
      input.value = "";
    }
  }
}

// ---- checking a document: the file stays here, only its digest goes out
const byFile = part("by-file");
if (byFile && window.crypto?.subtle) {
  const says = byFile.dataset;
  part("file").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    aloud("compared", says.comparing);
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const answer = await fetch(`/verify/hash/${hex}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { found } = await answer.json();
      if (found) location.assign(found); else aloud("compared", says.different);
    } catch { aloud("compared", says.failed); }
  });
}
