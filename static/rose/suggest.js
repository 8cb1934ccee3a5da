// Suggestions while somebody types in the search box: an ARIA combobox with a list (WAI-ARIA Authoring Practices 1.2).
// Without it the form works all the same.
(() => {
  "use strict";
  const WAIT = 120; // milliseconds without a key before asking
  const box = document.querySelector("input[data-suggest]");
  if (!box) return;

  const list = document.createElement("ul");
  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  box.after(list);
  box.form.append(said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    box.setAttribute(name, value);

  let timer, asked, typed = box.value, at = -1;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (place) => {
    const options = list.children;
    options[at]?.setAttribute("aria-selected", "false");
    at = place;
    box.value = at < 0 ? typed : options[at].dataset.query;
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[at].id);
  };

  const option = (found, place) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.dataset.query = found.query;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(found.text);
    const note = document.createElement("span");
    note.className = "muted";
    note.textContent = found.text.toLowerCase() === found.title.toLowerCase() ? found.kind : `${found.kind}: ${found.title}`;
    item.append(" ", note);
    return item;
  };

  const show = (found) => {
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    at = -1;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
    said.textContent = found.length ? `${found.length} suggestion${found.length === 1 ? "" : "s"}. Use the arrow keys.` : "";
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
      else close();
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // offline: the box goes on without suggestions
    }
  };

  box.addEventListener("input", () => {
    typed = box.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(at === last ? -1 : at + 1);
    else if (event.key === "ArrowUp") choose(at === -1 ? last : at - 1);
    else if (event.key === "Escape") {
      choose(-1);
      close();
    } else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    box.value = typed = item.dataset.query;
    close();
    box.form.requestSubmit();
  });
})();
