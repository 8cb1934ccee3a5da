// Finds what a text refers to: a study to cite, a page to link to, a word of the glossary. An ARIA combobox with a list
// (WAI-ARIA Authoring Practices 1.2) in a dialog; what is chosen, toolbar.js writes into the text.

const WAIT = 150; // milliseconds without a key before asking
const KINDS = {
  study: { title: "Cite a study", label: "Author, year, words of its title, or its key", none: "No study of Rose’s has all these words." },
  page: { title: "Link to a page", label: "Words of its title or of its other names", none: "No page has all these words." },
  term: {
    title: "A word of the glossary",
    label: "The word, or the start of it",
    none: "The glossary has no such word.",
    note: "The word goes into the text as it is. A page links its first use of it to the glossary when it is published.",
  },
};

const make = (tag, fields = {}, attributes = {}) => {
  const made = Object.assign(document.createElement(tag), fields);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

const title = make("h2", { id: "picker-title" });
const label = make("label", { htmlFor: "picker-q" });
const box = make("input", { id: "picker-q", type: "text", autocomplete: "off", spellcheck: false }, {
  role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "picker-found",
});
const list = make("ul", { id: "picker-found", hidden: true }, { role: "listbox", "aria-label": "Found" });
const says = make("p", { className: "picker-says" }, { role: "status" });
const note = make("p", { className: "quiet" });
const close = make("button", { type: "button", className: "plain-button", textContent: "Close" });
const dialog = make("dialog", { className: "picker" }, { "aria-labelledby": "picker-title" });
dialog.append(title, label, box, says, list, note, close);

let editor, what, timer, asked, at = -1;

const mark = (place) => {
  list.children[at]?.setAttribute("aria-selected", "false");
  at = place;
  const option = list.children[at];
  if (!option) return box.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
};

const option = (found, place) => {
  const made = make("li", { id: `picker-found-${place}` }, { role: "option", "aria-selected": "false" });
  made.dataset.key = found.key;
  made.append(make("span", { className: "name", textContent: found.name }), " ", make("span", { className: "note", textContent: found.note }));
  if (found.warning) made.append(" ", make("strong", { textContent: `(${found.warning})` }));
  return made;
};

function show({ found, more }) {
  list.replaceChildren(...found.map(option));
  list.hidden = !found.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  mark(found.length ? 0 : -1);
  const count = more ? `The first ${found.length} of more: add a word.` : `${found.length} found.`;
  says.textContent = found.length ? `${count} Arrow keys choose, Enter takes.` : box.value.trim().length > 1 ? KINDS[what].none : "";
}

async function ask() {
  asked?.abort(); // a slow answer never replaces a newer one
  asked = new AbortController();
  try {
    const answer = await fetch(`/admin/pick/?${new URLSearchParams({ what, q: box.value })}`, { signal: asked.signal });
    const data = await answer.json();
    show(answer.ok ? data : { found: [] });
    if (!answer.ok) says.textContent = data.error;
  } catch (error) {
    if (error.name === "AbortError") return;
    show({ found: [] });
    says.textContent = "Rose can’t be reached. What you typed is still here.";
  }
}

function take(chosen) {
  if (!chosen) return;
  dialog.close();
  editor.dispatchEvent(new CustomEvent("rose:picked", { bubbles: true, detail: { what, key: chosen.dataset.key } }));
}

document.addEventListener("rose:pick", ({ target, detail }) => {
  [editor, what] = [target, detail.what];
  title.textContent = KINDS[what].title;
  label.textContent = KINDS[what].label;
  note.textContent = KINDS[what].note ?? "";
  box.value = editor.value.slice(editor.selectionStart, editor.selectionEnd).trim().slice(0, 60);
  show({ found: [] });
  says.textContent = "";
  if (!dialog.isConnected) document.body.append(dialog);
  dialog.showModal();
  box.select();
  if (box.value) ask();
});

box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
});
box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const last = list.children.length - 1;
  if (event.key === "ArrowDown") mark(at === last ? 0 : at + 1);
  else if (event.key === "ArrowUp") mark(at <= 0 ? last : at - 1);
  else if (event.key === "Enter") take(list.children[at]);
  else return;
  event.preventDefault();
});
list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
list.addEventListener("click", ({ target }) => take(target.closest("[role=option]")));
close.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  clearTimeout(timer);
  asked?.abort();
  editor.focus();
});
