// A creator's page of picks: its products chosen, and put in order by mouse or keyboard.
"use strict";

(() => {
  function say(list, words, row) {
    const rows = [...list.children];
    document.getElementById("announcer").textContent = words
      .replace("{title}", row.dataset.title)
      .replace("{place}", rows.indexOf(row) + 1)
      .replace("{count}", rows.length);
  }

  function changed(list) {
    list.dispatchEvent(new CustomEvent("reordered", { bubbles: true }));
  }

  function move(button) {
    const row = button.closest(".picked-row");
    const list = row.parentNode;
    const other = button.dataset.move < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    // The neighbour moves, not the row: what is focused stays in the page, and so keeps the focus.
    if (button.dataset.move < 0) row.after(other);
    else row.before(other);
    say(list, list.dataset.moved, row);
    changed(list);
  }

  function takeOff(button) {
    const row = button.closest(".picked-row");
    const list = row.parentNode;
    const next = row.nextElementSibling || row.previousElementSibling;
    say(list, list.dataset.takenOff, row);
    row.remove();
    if (next) next.querySelector("[data-take-off]").focus();
    changed(list);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-move], [data-take-off]");
    if (!button) return;
    if ("move" in button.dataset) move(button);
    else takeOff(button);
  });

  // A tick chooses: the product goes to the end of the list, and the search stays as it is.
  document.addEventListener("change", (event) => {
    const found = event.target.closest && event.target.closest("[data-found]");
    if (found) found.closest("[hx-post]").dispatchEvent(new CustomEvent("picked"));
  }, true); // capturing: a component's change event need not bubble
})();
