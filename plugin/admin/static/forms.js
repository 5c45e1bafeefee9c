// What forms do beyond being sent: filters that apply when chosen, and buttons that open or close a part of the page.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest && event.target.closest("form[data-send-on-change]");
  // A date or a search is typed piece by piece: those forms have a button.
  if (form && !event.target.matches("[data-wait]")) form.requestSubmit();
}, true); // capturing: a component's change event need not bubble
