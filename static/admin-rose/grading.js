// Shows what an assessment or a rating comes to while it is judged: asks the server, which computes it as for readers.

const PAUSE = 300; // milliseconds without a change before the server is asked
const region = document.querySelector(".so-far");
const form = region?.closest("form");

if (form) {
  const words = region.querySelector(".so-far-words");
  let timer;
  let asking;

  const show = (html) => {
    const shown = document.createElement("div");
    shown.innerHTML = html; // the server's own template, which escapes what was typed
    // Screen readers read a change aloud: what says the same is left alone.
    if (shown.textContent.trim() !== words.textContent.trim()) words.replaceChildren(...shown.childNodes);
  };

  const ask = async () => {
    asking?.abort(); // a slow answer never replaces a newer one
    asking = new AbortController();
    const body = new FormData(form);
    if (region.dataset.assessment) body.set("assessment", region.dataset.assessment);
    const token = body.get("csrfmiddlewaretoken");
    try {
      const headers = { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
      const answer = await fetch(region.dataset.address, { method: "POST", body, signal: asking.signal, headers });
      const isWords = answer.headers.get("content-type")?.startsWith("text/html");
      if (isWords && (answer.ok || answer.status === 403)) show(await answer.text());
      else show("<p>Rose can’t work this out just now. What you typed is still here.</p>");
    } catch (error) {
      if (error.name !== "AbortError") show("<p>Rose can’t be reached. What you typed is still here.</p>");
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  for (const type of ["input", "change"]) form.addEventListener(type, soon);
  // The admin's search boxes tell jQuery alone; their own "change" also comes when they are set up.
  window.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", soon);
  if (document.querySelector(".errornote, .problems")) ask(); // what was typed stands in the form, not what is saved
}
