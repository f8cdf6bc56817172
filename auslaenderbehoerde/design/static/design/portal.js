/* Comfort only: every page works without this file. */
(() => {
  "use strict";

  // After a failed check the summary is what a person should hear and see first.
  document.querySelector(".abh-summary")?.focus();

  // A link of the summary brings the cursor into the field and keeps its label in sight.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".abh-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest("fieldset:not(.abh-fieldset)") ?? field.closest(".kern-form-input, .abh-check");
    (group ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });

  // A second tap on a slow network must not send the form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.matches("[data-repeat]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    // A file as answer leaves the page where it is, so the guard has to end.
    setTimeout(() => delete form.dataset.sent, 8000);
  });

  // The back button may bring a page back as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // The list of languages closes like a menu.
  const languages = document.querySelector(".abh-languages");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !languages?.open) return;
    languages.open = false;
    languages.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (languages?.open && !languages.contains(event.target)) languages.open = false;
  });
})();
