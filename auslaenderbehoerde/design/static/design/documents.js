/* Documents by keyboard: pages, size, back, search. Comfort only: every page works without this file. */
(() => {
  "use strict";

  const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable]");

  for (const hint of document.querySelectorAll("[data-with-keys]")) hint.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const wanted = event.key === "/" ? "[data-search]" : `[data-press="${CSS.escape(event.key)}"]`;
    const found = document.querySelector(wanted);
    if (!found) return;
    event.preventDefault();
    if (event.key === "/") found.focus();
    else found.click();
  });
})();
