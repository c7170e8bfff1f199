// A button that prints the page, for those who do not know the browser's own way.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
