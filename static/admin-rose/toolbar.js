// A toolbar over each Markdown field (WAI-ARIA Authoring Practices 1.2: one stop of the Tab key, then arrow keys).
// What to cite or to link to is asked for in pick.js.

const TABLE = "| What was measured | Result |\n|---|---|\n| … | … |";

// Puts text in place of what stands between two places, and selects a part of it. The browser's own way of typing keeps
// Undo; where it has none, the text is set.
function put(editor, [from, to], text, [first, last] = [text.length, text.length]) {
  editor.focus();
  editor.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    editor.setRangeText(text, from, to, "end");
    editor.dispatchEvent(new Event("input", { bubbles: true }));
  }
  editor.setSelectionRange(from + first, from + last);
}

const selection = (editor) => [editor.selectionStart, editor.selectionEnd];
const selected = (editor) => editor.value.slice(...selection(editor));

// Marks on both sides of what is selected; taken away again where they stand already.
const around = (mark, words) => (editor) => {
  const [from, to] = selection(editor);
  const inner = selected(editor) || words;
  const outer = editor.value.slice(from - mark.length, to + mark.length);
  if (from < to && outer === mark + inner + mark) return put(editor, [from - mark.length, to + mark.length], inner, [0, inner.length]);
  put(editor, [from, to], mark + inner + mark, [mark.length, mark.length + inner.length]);
};

// Each line that the selection touches, written anew.
const lines = (write) => (editor) => {
  const [from, to] = selection(editor);
  const start = editor.value.lastIndexOf("\n", from - 1) + 1;
  const end = editor.value.indexOf("\n", to);
  const range = [start, end < 0 ? editor.value.length : end];
  put(editor, range, write(editor.value.slice(...range).split("\n")).join("\n"));
};

const NEXT_HEADING = { "": "## ", "## ": "### ", "### ": "" };
const heading = lines((all) => all.map((line) => {
  const now = line.match(/^#+ +/)?.[0] ?? "";
  return (NEXT_HEADING[now] ?? "") + line.slice(now.length);
}));
const list = lines((all) => {
  const isList = all.every((line) => line.startsWith("- "));
  return all.map((line) => (isList ? line.slice(2) : line.startsWith("- ") ? line : `- ${line}`));
});

function table(editor) {
  const [, to] = selection(editor);
  const before = editor.value.slice(0, to);
  const apart = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  put(editor, [to, to], `${apart}${TABLE}\n`, [apart.length + 2, apart.length + 2 + "What was measured".length]);
}

function link(editor) {
  const words = selected(editor);
  const text = `[${words || "words"}](https://)`;
  put(editor, selection(editor), text, words ? [words.length + 3, text.length - 1] : [1, 6]);
}

// What was picked, as it stands in a text. A citation joins the one that it follows.
const WRITE = {
  study(editor, key) {
    const to = editor.selectionEnd;
    const before = editor.value.slice(0, to);
    if (/\[@[a-z0-9@; -]+\]$/.test(before)) return put(editor, [to - 1, to], `; @${key}]`);
    put(editor, [to, to], `${/\S$/.test(before) ? " " : ""}[@${key}]`);
  },
  page: (editor, key) => put(editor, selection(editor), selected(editor) ? `[[${key}|${selected(editor)}]]` : `[[${key}]]`),
  term: (editor, key) => put(editor, selection(editor), key),
};
const ask = (what) => (editor) => editor.dispatchEvent(new CustomEvent("rose:pick", { bubbles: true, detail: { what } }));
document.addEventListener("rose:picked", ({ target, detail }) => WRITE[detail.what](target, detail.key));

const IN_LINE = [
  ["B", "Bold", around("**", "bold words"), "bold"],
  ["I", "Italic", around("*", "words in italics"), "italic"],
];
const IN_BLOCK = [["H", "Heading", heading], ["List", "List", list], ["Table", "Table", table]];
const TO_ELSEWHERE = [
  ["Link", "Link", link],
  ["Cite", "Cite a study", ask("study")],
  ["Page", "Page: link to one", ask("page")],
  ["Term", "Term of the glossary", ask("term")],
];

function button(editor, [mark, name, act, look = ""]) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: mark, title: name, className: look, tabIndex: -1 });
  made.setAttribute("aria-label", name);
  made.addEventListener("click", () => act(editor));
  return made;
}

const STEP = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

function furnish(editor) {
  if (editor.previousElementSibling?.matches(".toolbar")) return;
  const toolbar = Object.assign(document.createElement("div"), { className: "toolbar" });
  const label = editor.closest(".form-row, td")?.querySelector("label, legend")?.textContent.trim().replace(/:$/, "") || "text";
  for (const [name, value] of [["role", "toolbar"], ["aria-label", `Write: ${label}`], ["aria-controls", editor.id]]) toolbar.setAttribute(name, value);
  const tools = [...IN_LINE, ...(editor.dataset.how === "block" ? IN_BLOCK : []), ...TO_ELSEWHERE];
  toolbar.append(...tools.map((tool) => button(editor, tool)));
  const buttons = [...toolbar.children];
  const rest = (chosen) => buttons.forEach((one) => { one.tabIndex = one === chosen ? 0 : -1; });
  rest(buttons[0]);
  toolbar.addEventListener("focusin", ({ target }) => rest(target));
  toolbar.addEventListener("keydown", (event) => {
    if (!(event.key in STEP)) return;
    event.preventDefault();
    const at = buttons.indexOf(event.target) + STEP[event.key];
    const last = buttons.length - 1;
    const next = Number.isFinite(at) ? (at + buttons.length) % buttons.length : at < 0 ? 0 : last;
    buttons[next].focus();
  });
  editor.before(toolbar);
}

function prepare(root) {
  for (const editor of root.querySelectorAll(".markdownx-editor")) {
    if (!editor.name.includes("__prefix__")) furnish(editor); // not the pattern that new rows are made from
  }
}
document.addEventListener("formset:added", ({ target }) => prepare(target));
prepare(document);
