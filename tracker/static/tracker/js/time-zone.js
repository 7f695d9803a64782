// Fills in the device's time zone where a form has none yet; the person sees it and can change it.
document.querySelectorAll("select[data-time-zone]").forEach((select) => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Array.from(select.options).some((option) => option.value === here);
  if (known && select.dataset.timeZone === "guess") {
    select.value = here;
  }
});
