// The forms of campaigns and landing pages: parts that depend on a choice, searches inside it, and copying codes.
"use strict";

(() => {
  let timer = 0;

  // <div data-when="kind=percentage,fixed_amount"> is shown while the field `kind` has one of these values.
  function apply() {
    for (const part of document.querySelectorAll("[data-when]")) {
      const [name, values] = part.dataset.when.split("=");
      const form = part.closest("form");
      const field = form && form.querySelector(`[name="${name}"]`);
      if (field) part.hidden = !values.split(",").includes(field.value);
    }
  }

  function search(field) {
    document.getElementById(field.dataset.search).dispatchEvent(new CustomEvent("search"));
  }

  function copy(button) {
    const text = button.dataset.copy;
    const said = () => {
      document.getElementById("announcer").textContent = button.dataset.copied;
      if (window.shopify && shopify.toast) shopify.toast.show(button.dataset.copied);
    };
    const byHand = () => {
      // A frame may not be allowed to write to the clipboard directly; a selection it may copy.
      const area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      area.style.opacity = "0";
      document.body.append(area);
      area.select();
      if (document.execCommand("copy")) said();
      area.remove();
      button.focus();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(said, byHand);
    else byHand();
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest && event.target.closest("form")) apply();
  });

  document.addEventListener("input", (event) => {
    const field = event.target.closest && event.target.closest("[data-search]");
    if (!field) return;
    clearTimeout(timer);
    timer = setTimeout(() => search(field), 400);
  });

  document.addEventListener("keydown", (event) => {
    const field = event.key === "Enter" && event.target.closest && event.target.closest("[data-search]");
    if (!field) return;
    // Enter searches; it does not send the campaign.
    event.preventDefault();
    clearTimeout(timer);
    search(field);
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-copy], [data-search-now]");
    if (!button) return;
    if (button.dataset.copy) copy(button);
    else search(button.closest(".search").querySelector("[data-search]"));
  });

  document.addEventListener("htmx:after:swap", apply);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", apply);
  else apply();
})();
