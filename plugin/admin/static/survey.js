// The survey's preview is fetched where a page has a place for it; it then finds its places by itself.
"use strict";

(() => {
  let fetched = false;

  function fetchPreview() {
    const place = document.querySelector("[data-survey-preview]");
    if (!place || fetched) return;
    fetched = true;
    const script = document.createElement("script");
    script.src = place.dataset.script;
    document.head.append(script);
  }

  document.addEventListener("DOMContentLoaded", fetchPreview);
  document.addEventListener("htmx:after:swap", fetchPreview);
})();
