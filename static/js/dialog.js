// Opens the dialog that the server put into #dialog, and gives the focus back when it closes.
let opener = null;

const slot = () => document.getElementById("dialog");

function close(dialog) {
  dialog.close();
  slot().replaceChildren();
  // The opener may have been redrawn meanwhile: find it again by its address.
  const back = opener?.isConnected ? opener : document.querySelector(`[hx-get="${opener?.getAttribute("hx-get")}"]`);
  back?.focus();
  opener = null;
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target === slot() && !slot().contains(detail.elt)) opener = detail.elt;
});

// A deed done from a dialog may end on another page: go there instead of drawing a page inside the dialog.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== slot() || !/<html[\s>]/i.test(detail.serverResponse)) return;
  detail.shouldSwap = false;
  window.location.assign(detail.xhr.responseURL);
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== slot()) return;
  const dialog = slot().querySelector("dialog");
  if (!dialog) {
    opener?.focus();
    return;
  }
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("[autofocus]"))?.focus();
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-dialog-close]")?.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  close(dialog);
});

// Escape and the phone's back gesture arrive as "cancel", which does not bubble.
document.addEventListener(
  "cancel",
  (event) => {
    if (event.target.parentElement !== slot()) return;
    event.preventDefault();
    close(event.target);
  },
  true,
);
