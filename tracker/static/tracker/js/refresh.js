// Keeps a live region ([data-live]) quiet while nobody looks at the page, and asks at once when
// somebody looks again. The server answers 204 while there is nothing new, and nothing is swapped.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-live]") && document.hidden) {
    event.preventDefault();
  }
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    document.querySelectorAll("[data-live]").forEach((region) => window.htmx.trigger(region, "look"));
  }
});
