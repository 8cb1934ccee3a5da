// The Markdown editor: shows beside each text what readers will get, and takes pictures by paste, drop or button.
// The markup and the addresses are django-markdownx's; why its own script is not used: editorial/admin/fields.py.

const PAUSE = 400; // milliseconds without a keystroke before the preview is asked for
const waiting = new WeakMap(); // editor to its timer
const asking = new WeakMap(); // editor to the request under way

const parts = (editor) => {
  const box = editor.closest(".markdownx");
  return { box, preview: box.querySelector(".markdownx-preview") };
};

function post(address, fields, signal) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, { method: "POST", body, signal, headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" } });
}

async function problem(response) {
  const answer = await response.json().catch(() => ({}));
  return answer.error || "Rose could not do that just now. What you typed is still here.";
}

// The preview and the picture each have a line of their own: good news of one is no reason to hide bad news of the other.
function say(editor, about, words) {
  const says = parts(editor).box.querySelector(`.markdownx-says.${about}`);
  says.textContent = words;
  says.hidden = !words;
}

async function refresh(editor) {
  const { preview } = parts(editor);
  asking.get(editor)?.abort(); // a slow answer never replaces a newer one
  const request = new AbortController();
  asking.set(editor, request);
  try {
    const fields = { content: editor.value, how: editor.dataset.how };
    const response = await post(editor.dataset.markdownxUrlsPath, fields, request.signal);
    if (!response.ok) return say(editor, "preview", await problem(response));
    preview.innerHTML = await response.text(); // cleaned by the renderer that cleans readers' pages
    say(editor, "preview", "");
  } catch (error) {
    if (error.name !== "AbortError") say(editor, "preview", "The preview can’t be reached. What you typed is still here.");
  }
}

function soon(editor) {
  clearTimeout(waiting.get(editor));
  waiting.set(editor, setTimeout(() => refresh(editor), PAUSE));
}

async function addPicture(editor, file) {
  say(editor, "picture", "Adding the picture …");
  try {
    const response = await post(editor.dataset.markdownxUploadUrlsPath, { image: file });
    if (!response.ok) return say(editor, "picture", await problem(response));
    insert(editor, (await response.json()).image_code);
    say(editor, "picture", "");
  } catch {
    say(editor, "picture", "The picture could not be sent. Try again in a moment.");
  }
}

function insert(editor, code) {
  const start = editor.selectionStart;
  editor.setRangeText(code, start, editor.selectionEnd, "end");
  editor.focus();
  // Her next words describe the picture, for those who can't see it.
  editor.setSelectionRange(start + 2, start + code.indexOf("]"));
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function furnish(editor) {
  const { box, preview } = parts(editor);
  if (box.querySelector(".markdownx-says")) return;
  const label = box.closest(".form-row, td")?.querySelector("label, legend")?.textContent.replace(/:\s*$/, "") || "text";
  preview.setAttribute("role", "group");
  preview.setAttribute("aria-label", `Preview: ${label}`);
  const lines = ["preview", "picture"].map((about) => Object.assign(document.createElement("p"), { className: `markdownx-says ${about}`, hidden: true }));
  for (const line of lines) line.setAttribute("role", "status");
  editor.after(...lines);
  if (editor.dataset.how === "block") lines[1].after(pictureButton(editor));
}

function pictureButton(editor) {
  const label = Object.assign(document.createElement("label"), { className: "markdownx-picture", textContent: "Add a picture" });
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/png,image/jpeg,image/webp" });
  input.addEventListener("change", () => {
    if (input.files.length) addPicture(editor, input.files[0]);
    input.value = "";
  });
  label.append(input);
  return label;
}

// Long texts show their preview once they come into view; short ones once somebody writes in them.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    if (target.value.trim()) refresh(target);
  }
}, { rootMargin: "200px" });

function prepare(root) {
  for (const editor of root.querySelectorAll(".markdownx-editor")) {
    if (editor.name.includes("__prefix__")) continue; // the pattern that new rows are made from
    furnish(editor);
    if (editor.dataset.how !== "inline") seen.observe(editor);
  }
}

const isEditor = (target) => target.classList?.contains("markdownx-editor");
document.addEventListener("input", ({ target }) => isEditor(target) && soon(target));
document.addEventListener("focusin", ({ target }) => isEditor(target) && !parts(target).preview.hasChildNodes() && target.value.trim() && soon(target));
document.addEventListener("formset:added", ({ target }) => prepare(target));
for (const type of ["paste", "drop"]) {
  document.addEventListener(type, (event) => {
    const data = event.clipboardData || event.dataTransfer;
    const file = data?.files[0];
    // Word processors send a picture of the text along with the text: the text is meant.
    if (!isEditor(event.target) || !file || data.types.includes("text/plain")) return;
    event.preventDefault();
    addPicture(event.target, file);
  });
}
prepare(document);
