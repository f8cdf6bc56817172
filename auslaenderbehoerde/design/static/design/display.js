/* The waiting-room screen: looks every three seconds, calls with gong and voice, and stands for weeks unattended.
   Without this file the page reloads itself every ten seconds. */
(() => {
  "use strict";

  const LOOK = 3000;
  const RENEW = 3600000;
  const MEMORY = "display-sound";
  const { part, say, sayGerman } = document.body.dataset;
  const quiet = "quiet" in document.body.dataset;
  const button = document.getElementById("ton");
  const started = Date.now();

  // --- what was called already; a page that opens does not call the past, nor does an old call that moves up again ---

  const calls = () => [...document.querySelectorAll("[data-call]")];
  const known = new Set(calls().map((node) => node.dataset.call));

  const newCalls = () => {
    const shown = calls();
    const newest = shown.findIndex((node) => known.has(node.dataset.call));
    const found = newest < 0 ? shown : shown.slice(0, newest);
    shown.forEach((node) => known.add(node.dataset.call));
    return found.reverse();
  };

  // --- sound: after one click, remembered; a browser that forbids it asks for the click again ---

  let sound = null;

  const soundOn = async () => {
    sound ??= new AudioContext();
    await Promise.race([sound.resume(), new Promise((done) => setTimeout(done, 500))]);
    if (button) button.hidden = sound.state === "running";
    return sound.state === "running";
  };

  const gong = () => {
    [[659, 0], [523, 0.5]].forEach(([pitch, delay]) => {
      const tone = new OscillatorNode(sound, { type: "sine", frequency: pitch });
      const volume = new GainNode(sound, { gain: 0 });
      const at = sound.currentTime + delay;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.4, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 1.4);
      tone.connect(volume).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 1.5);
    });
  };

  const speak = ({ number, counter }) => {
    if (!("speechSynthesis" in window)) return;
    const texts = [["de", sayGerman]];
    if (document.documentElement.lang !== "de") texts.push([document.documentElement.lang, say]);
    for (const [language, text] of texts) {
      const spoken = new SpeechSynthesisUtterance(text.replace("{number}", number).replace("{counter}", counter));
      spoken.lang = language;
      spoken.rate = 0.9;
      speechSynthesis.speak(spoken);
    }
  };

  const announce = (found) => {
    if (!found.length || quiet || sound?.state !== "running") return;
    gong();
    setTimeout(() => found.forEach((node) => speak(node.dataset)), 1800);
  };

  if (button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      localStorage.setItem(MEMORY, "on");
      if (await soundOn()) gong();
    });
    if (localStorage.getItem(MEMORY) === "on") soundOn();
  }

  // --- looking, also through nights and outages ---

  const away = (yes) => {
    document.body.classList.toggle("screen-is-away", yes);
    const sign = document.getElementById("weg");
    if (sign) sign.hidden = !yes;
  };

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("stand");
    if (!fresh) throw new Error("no display in the answer");
    document.getElementById("stand").replaceWith(document.adoptNode(fresh));
    announce(newCalls());
  };

  const look = async () => {
    const mark = document.getElementById("stand").dataset.mark;
    try {
      const headers = { "If-None-Match": `"${mark}"` };
      const answer = await fetch(part, { headers, cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (answer.status === 200) show(await answer.text());
      else if (answer.status !== 304) throw new Error("no answer");
      away(false);
      await renew();
    } catch {
      away(true);
    }
    setTimeout(look, LOOK);
  };

  // --- once an hour the page itself, only after the server has given it whole. A page that may make sound keeps that right
  //     and is loaded anew only when a release has changed its files. ---

  let renewed = started;
  const files = (root) => [...root.querySelectorAll("script[src], link[href]")].map((node) => node.getAttribute("src") ?? node.getAttribute("href")).join();

  const renew = async () => {
    if (Date.now() - renewed < RENEW) return;
    renewed = Date.now();
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (sound?.state !== "running" || files(fresh) !== files(document)) location.reload();
  };

  setTimeout(look, LOOK);
})();
