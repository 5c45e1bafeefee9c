// Typed texts by keyboard: arrows from text to text, numbers take a suggestion.
"use strict";

(() => {
  const TYPING = "input:not([type=checkbox]), select, textarea, s-select, s-search-field, s-text-field";

  function move(row, down) {
    const rows = [...document.querySelectorAll("[data-text-row]")];
    const next = rows[rows.indexOf(row) + (down ? 1 : -1)];
    if (next) next.focus();
    return Boolean(next);
  }

  function press(row, key) {
    const part = row.querySelector(`[data-key="${key}"]`);
    if (!part) return false;
    if (part.matches("button")) {
      // The same place after the answer: the next text stands there then.
      row.focus();
      part.form.requestSubmit(part);
    } else if (part.matches("form")) {
      row.focus();
      part.requestSubmit();
    } else if (part.matches("s-checkbox")) part.click();
    else part.focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest && event.target.closest("[data-text-row]");
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.target.closest(TYPING)) return;
    const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (arrow) {
      if (move(row, event.key === "ArrowDown")) event.preventDefault();
      return;
    }
    // Enter presses the button it stands on; on the text itself it takes the first suggestion.
    const key = event.key === "Enter" ? (event.target === row ? "1" : "") : event.key.toLowerCase();
    if (key && /^[0-4chau]$/.test(key) && press(row, key)) event.preventDefault();
  });
})();
