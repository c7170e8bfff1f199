// Copies what a code display shows, and says so on the button for two seconds.
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.textContent.trim());
  const label = button.querySelector("[data-copy-label]");
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = before), 2000);
}

/** Without a secure connection browsers refuse to copy: then select the text, ready for Ctrl+C. */
function select(button) {
  window.getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button).catch(() => select(button));
});
