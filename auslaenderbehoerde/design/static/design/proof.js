// Tells the proof-of-work widget where its worker lies and what to say; both come with the page.
const widget = document.querySelector("altcha-widget");
const say = widget.dataset;

globalThis.$altcha ??= undefined;
addEventListener("DOMContentLoaded", () => {
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(say.worker, { type: "module" }));
  globalThis.$altcha.i18n.set(document.documentElement.lang, {
    label: say.label,
    verifying: say.verifying,
    verified: say.verified,
    error: say.error,
  });
  widget.configure({ hideLogo: true, hideFooter: true, humanInteractionSignature: false });
});
