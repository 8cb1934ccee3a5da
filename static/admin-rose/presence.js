// Says every half a minute that somebody has this page open, and shows who else has. Without it, nothing is shown.

const EVERY = 30_000; // milliseconds
const LEFT_ALONE = 10 * 60_000; // a page that nobody touched for so long is open, but nobody is at it
const banner = document.querySelector(".open-by");
const token = document.querySelector("[name=csrfmiddlewaretoken]");

if (banner && token) {
  let touched = Date.now();
  let said = 0;

  const show = (words) => {
    if (banner.textContent !== words) banner.textContent = words; // read aloud, so only when it changes
  };

  const tell = async () => {
    said = Date.now();
    if (said - touched > LEFT_ALONE) return show("");
    try {
      const headers = { "X-CSRFToken": token.value, "X-Requested-With": "XMLHttpRequest" };
      const answer = await fetch(banner.dataset.address, { method: "POST", headers });
      show(answer.ok ? (await answer.json()).words : "");
    } catch {
      show(""); // offline: better nothing than who was there before
    }
  };

  const touch = () => {
    touched = Date.now();
    if (touched - said > EVERY) tell();
  };
  for (const type of ["input", "pointerdown", "keydown", "focus"]) addEventListener(type, touch, { capture: true, passive: true });
  setInterval(tell, EVERY);
  tell();
}
