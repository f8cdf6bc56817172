/* The device in the building goes back to its empty form after a while, but never under somebody's fingers.
   Without this file the page goes back by itself after a fixed time. */
(() => {
  "use strict";

  const { seconds, address } = document.currentScript.dataset;
  let leaving = 0;

  const wait = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => location.replace(address), seconds * 1000);
  };

  for (const sign of ["input", "keydown", "pointerdown"]) document.addEventListener(sign, wait);
  wait();
})();
