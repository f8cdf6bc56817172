/* The desk by keyboard, a board that renews itself, and a lost connection that loses nothing.
   Comfort only: every page works without this file. */
(() => {
  "use strict";

  const MEMORY = "desk-keys";
  const TYPED = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select";
  const keysOn = () => localStorage.getItem(MEMORY) !== "off";
  const field = (node) => node?.closest?.("input, textarea, select, [contenteditable]");

  // --- keys: one letter, one button; in a field one types, and they can be switched off ---

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field(event.target)) return event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || field(event.target) || !keysOn()) return;
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("[data-search]")?.focus();
      return;
    }
    const wanted = /^[a-z]$/i.test(event.key) && document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });

  const showKeys = () => {
    document.getElementById("desk")?.classList.toggle("desk--no-keys", !keysOn());
    const button = document.querySelector("[data-keys]");
    if (!button) return;
    button.hidden = false;
    button.textContent = keysOn() ? "Tastenkürzel ausschalten" : "Tastenkürzel einschalten";
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys]")) return;
    localStorage.setItem(MEMORY, keysOn() ? "off" : "on");
    showKeys();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // --- the board renews itself, but never under the hands of somebody who types or has a menu open ---

  const changed = (node) =>
    node.tagName === "SELECT"
      ? [...node.options].some((option) => option.selected !== option.defaultSelected)
      : node.value !== node.defaultValue;

  const busy = (board) =>
    (board.contains(document.activeElement) && document.activeElement.matches(TYPED)) ||
    board.querySelector("details[open]") !== null ||
    [...board.querySelectorAll(TYPED)].some(changed);

  const renews = (element) => element?.id === "takt";

  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, target, headers } = event.detail;
    if (renews(elt)) headers["If-None-Match"] = `"${target.dataset.mark}"`;
  });

  // The button under the cursor stays under the keyboard when the board is drawn anew.
  let focused = null;
  const place = (node) =>
    node?.dataset?.key ?? node?.getAttribute?.("formaction") ?? node?.getAttribute?.("href") ?? node?.closest?.("form")?.getAttribute("action");

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    online(true);
    if (xhr.status === 304) event.detail.shouldSwap = false;
    else if (renews(requestConfig.elt) && busy(target)) event.detail.shouldSwap = false;
    else if (xhr.status < 400 && !xhr.responseText.includes(`id="${target.id}"`)) {
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL || location.href);
    }
    focused = target.contains(document.activeElement) ? place(document.activeElement) : null;
  });

  document.addEventListener("htmx:afterSettle", () => {
    showKeys();
    const again = focused && [...document.querySelectorAll("#desk a, #desk button")].find((node) => place(node) === focused);
    focused = null;
    again?.focus({ preventScroll: true });
  });

  // --- the connection ---

  const bar = () => document.getElementById("verbindung");
  const online = (yes) => {
    const found = bar();
    if (found && found.hidden !== yes) found.hidden = yes;
  };

  // Nothing was done: the screen had locked itself, or the form was too old. Sent without htmx, the answer is a page
  // of its own that keeps what was typed.
  const sendPlainly = (form, button) => {
    const pressed = { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" };
    if (pressed.name) form.append(Object.assign(document.createElement("input"), pressed));
    if (button?.hasAttribute("formaction")) form.action = button.formAction;
    HTMLFormElement.prototype.submit.call(form);
  };

  // The board has found the screen locked and would load the locked page: what stands in a field goes there with it.
  const written = () =>
    [...document.querySelectorAll("#desk form[method=post] :is(input[type=text], textarea)")].find(changed)?.form;

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, elt } = event.detail;
    const form = renews(elt) && xhr.getResponseHeader("HX-Refresh") === "true" && written();
    if (!form) return;
    event.preventDefault();
    sendPlainly(form);
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      const { xhr, elt, requestConfig } = event.detail;
      const status = xhr?.status ?? 0;
      if (status === 403 && elt.matches("form[method=post]")) sendPlainly(elt, requestConfig.triggeringEvent?.submitter);
      else if (status === 403 || status === 404) location.reload();
      else online(false);
    });
  }
  window.addEventListener("offline", () => online(false));

  document.addEventListener("DOMContentLoaded", showKeys);
  showKeys();
})();
