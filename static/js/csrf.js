// Every request that htmx sends carries the page's CSRF token, as every plain form does.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "get") return;
  detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});
