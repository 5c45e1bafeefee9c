// Which of our blocks stand in the checkout and the theme: only App Bridge knows, so a page that shows it asks there
// and tells the server. A page says by data-placements what the server knows already.
"use strict";

(() => {
  let asked = null;

  function placesOf(extension) {
    if (extension.type === "ui_extension") return extension.activations.map((row) => `${extension.handle}/${row.target}`);
    return extension.activations.filter((row) => row.status === "active").map((row) => `${extension.handle}/${row.handle}`);
  }

  async function look() {
    const place = document.querySelector("#page [data-placements]");
    if (!place || place === asked || !window.shopify?.app?.extensions) return;
    asked = place;
    const listed = (await shopify.app.extensions()).flatMap(placesOf).sort();
    if (listed.join(" ") === place.dataset.placements) return;
    const answer = await fetch("/placements", { method: "POST", body: new URLSearchParams(listed.map((row) => ["placed", row])) });
    if (answer.status !== 205 || !place.isConnected) return;
    htmx.ajax("GET", location.pathname + location.search, { target: "#page", select: "#page", swap: "outerHTML", push: "false" });
  }

  // Nobody waits for it, and the page is whole without it; what went wrong is for those who look into the console.
  const start = () => look().catch((error) => console.warn(`Blocks in the checkout and the theme: ${error.message}`));
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:after:swap", start);
})();
