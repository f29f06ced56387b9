// What makes the pages pleasant. Nothing here is needed: every page does the same without it.
"use strict";

// An error summary is read first; a form is sent once, however often its button is pressed.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".summary")?.focus();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
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
