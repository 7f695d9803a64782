// Takes a toast away after 10 seconds. Pointing at it or tabbing into it stops the clock, so that
// nobody has to hurry to press Undo. Without this script the toast stays until the next page.
const SHOWN_MS = 10_000;

function startClock(toast) {
  let timer = 0;
  const stop = () => window.clearTimeout(timer);
  const start = () => {
    stop();
    timer = window.setTimeout(() => toast.remove(), SHOWN_MS);
  };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

document.querySelectorAll("[data-toast]").forEach(startClock);
