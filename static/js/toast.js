// Short messages: good news leaves by itself, trouble stays until closed; a broken connection is said, not hidden.
const STAY = 7000;
const region = () => document.getElementById("toasts");

function watch(toast) {
  toast.dataset.watched = "";
  if (toast.dataset.tone !== "ok" && toast.dataset.tone !== "info") return;
  let timer = setTimeout(() => toast.remove(), STAY);
  for (const stop of ["pointerenter", "focusin"]) toast.addEventListener(stop, () => clearTimeout(timer));
  for (const go of ["pointerleave", "focusout"])
    toast.addEventListener(go, () => (timer = setTimeout(() => toast.remove(), STAY)));
}

function watchAll() {
  region()?.querySelectorAll(".toast:not([data-watched])").forEach(watch);
}

/** Shows a message that the page brought along for the case that the server cannot be asked. */
function showTemplate(id) {
  const shown = region()?.querySelector(`[data-from=${id}]`);
  const toast = document.getElementById(id)?.content.firstElementChild.cloneNode(true);
  if (shown || !toast) return;
  toast.dataset.from = id;
  region().append(toast);
}

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest(".toast").remove());
document.addEventListener("htmx:afterSettle", watchAll);
document.addEventListener("htmx:sendError", () => showTemplate("toast-offline"));
document.addEventListener("htmx:responseError", () => showTemplate("toast-failed"));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) region()?.querySelector("[data-from=toast-offline]")?.remove();
});
watchAll();
