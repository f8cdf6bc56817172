/* The worklist by keyboard: j and k walk, Enter opens, a letter presses the row's button. Works without this file. */
(() => {
  "use strict";

  const MEMORY = "desk-keys"; // one switch for all pages of the staff
  const keysOn = () => localStorage.getItem(MEMORY) !== "off";
  const field = (node) => node?.closest?.("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.querySelector("[data-open], [data-do]"));
  const current = () => document.activeElement?.closest?.("[data-row]");

  const walk = (step) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    const target = next?.querySelector("[data-open]") ?? next?.querySelector("[data-do]");
    target?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || field(event.target) || !keysOn()) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      event.preventDefault();
      walk(key === "j" ? 1 : -1);
      return;
    }
    if (event.repeat || !/^[a-z]$/.test(key)) return;
    const wanted = current()?.querySelector(`[data-do="${key}"]`) ?? document.querySelector(`[data-key="${key}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  const show = () => {
    document.documentElement.classList.toggle("job-no-keys", !keysOn());
    const button = document.querySelector("[data-keys]");
    if (!button) return;
    button.hidden = false;
    button.textContent = keysOn() ? "Tastenkürzel ausschalten" : "Tastenkürzel einschalten";
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys]")) return;
    localStorage.setItem(MEMORY, keysOn() ? "off" : "on");
    show();
  });

  show();
})();
