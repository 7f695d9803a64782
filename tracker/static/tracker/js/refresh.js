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

// What stands on the page is only as true as the last answer. After two polls without one, the page says so itself,
// in words that the server put there, because it cannot be asked.
let unanswered = 0;

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.elt.matches("[data-live]")) {
    return;
  }
  unanswered = event.detail.successful ? 0 : unanswered + 1;
  document.querySelectorAll("[data-when-unanswered]").forEach((note) => {
    note.hidden = unanswered < 2;
  });
});
