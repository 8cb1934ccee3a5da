// Keeps in this browser what is being typed into a form, against a crash or a closed tab, and offers it back when the
// form is next opened. It is never sent anywhere but with the form; it goes once it is saved, at sign-out, and after
// 14 days. Passwords, files and safety keys are not kept.

const PAUSE = 1000; // milliseconds after a keystroke before it is kept
const DAYS = 14;
const NEAR = 12; // words, and the spaces between them, shown on either side of what differs
const PREFIX = "rose-typed|"; // then: whose, which form, which opening of it
const SENT = "rose-sent"; // in this tab: what the form that was sent last is kept as
const ROW = /^(.+)-(\d+|__prefix__)-(\w+)$/; // a field of a row, as Django names it
const NOT_TYPED = ["hidden", "password", "file", "submit", "button", "reset", "image"];

const user = document.querySelector("script[data-keeps-for]").dataset.keepsFor;
const form = document.querySelector("#content-main > form > [name=_kept]")?.form;
const here = `${PREFIX}${user}|${location.pathname}|`;

const names = (start) => Object.keys(localStorage).filter((name) => name.startsWith(start));
const read = (name) => JSON.parse(localStorage.getItem(name));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const make = (tag, fields, ...inside) => {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...inside);
  return made;
};

// --- what goes by itself ---------------------------------------------------------------------------------------------

function tidy() {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const name of names(PREFIX)) if (read(name).at < oldest) localStorage.removeItem(name);
  for (const { className } of document.querySelectorAll(".messagelist [class*=kept-]")) {
    const saved = className.match(/kept-([a-z0-9]+)/)[1];
    for (const name of names(PREFIX)) if (name.endsWith(`|${saved}`)) localStorage.removeItem(name);
  }
  document.querySelector("#logout-form")?.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
    for (const name of names(`${PREFIX}${user}|`)) localStorage.removeItem(name);
  });
}

// --- what a form holds -----------------------------------------------------------------------------------------------

const counts = (field) => field.name && !field.name.startsWith("_") && !field.readOnly && !NOT_TYPED.includes(field.type) && field.type !== "fieldset";

function said(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  if (field.options) return [...field.selectedOptions].filter((one) => one.value).map((one) => [one.value, one.text.trim()]);
  return field.value.replaceAll("\r\n", "\n");
}

// What the server sent. A new row was sent as the empty pattern that it is made from.
function sent(field) {
  const [, prefix, , name] = field.name.match(ROW) ?? [];
  const given = isNew(field) ? form.elements[`${prefix}-__prefix__-${name}`] ?? field : field;
  if (given.type === "checkbox" || given.type === "radio") return given.defaultChecked;
  if (!given.options) return given.defaultValue.replaceAll("\r\n", "\n");
  const chosen = [...given.options].filter((one) => one.defaultSelected);
  const shown = chosen.length || given.multiple ? chosen : [...given.options].slice(0, 1);
  return shown.filter((one) => one.value).map((one) => [one.value, one.text.trim()]);
}

// Whose field it is: the form's own, of a stored row by its key, or of a new row by its place.
function place(field) {
  const [, prefix, index, name] = field.name.match(ROW) ?? [null, "", "", field.name];
  const key = prefix && form.elements[`${prefix}-${index}-id`]?.value;
  return { part: prefix && (key ? `${prefix}:${key}` : `${prefix}+${index}`), index, name };
}
const isNew = (field) => place(field).part.includes("+");

// What she changed: fields of the form, and whole rows. `before` holds what she had changed when the form was refused.
function typed(before) {
  const parts = {};
  for (const field of form.elements) {
    if (!counts(field)) continue;
    const { part, index, name } = place(field);
    if (index === "__prefix__") continue;
    (parts[part] ??= {})[name] = { is: said(field), was: before[part]?.[name]?.was ?? sent(field) };
  }
  for (const [part, fields] of Object.entries(parts)) {
    const changed = Object.entries(fields).filter(([, { is, was }]) => !same(is, was));
    if (!changed.length) delete parts[part];
    else if (!part) parts[part] = Object.fromEntries(changed);
  }
  return parts;
}

// --- keeping it ------------------------------------------------------------------------------------------------------

let own, timer, before = {};

function begin(name = here + Math.random().toString(36).slice(2, 12)) {
  own = name;
  form.elements._kept.value = own.slice(here.length);
}

function keep() {
  clearTimeout(timer);
  timer = 0;
  const parts = typed(before);
  if (!Object.keys(parts).length) return localStorage.removeItem(own);
  const [version, opened] = ["_version", "_opened"].map((name) => form.elements[name]?.value ?? "");
  try {
    localStorage.setItem(own, JSON.stringify({ at: Date.now(), version, opened, parts }));
  } catch {
    warn();
  }
}

function watch() {
  const soon = ({ target }) => { if (target.form === form) timer ||= setTimeout(keep, PAUSE); };
  for (const type of ["input", "change"]) form.addEventListener(type, soon);
  window.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", soon); // these tell jQuery alone
  addEventListener("pagehide", () => timer && keep());
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem(SENT, own);
  });
}

const note = make("p", { className: "quiet typed-note", textContent: `What you type is kept in this browser until it is saved or you log out, for ${DAYS} days at most. On a computer that others use, log out when you leave.` });
const warn = () => { note.textContent = "This browser keeps nothing for you: what is not saved is lost when this tab closes."; };

// --- offering it back ------------------------------------------------------------------------------------------------

const inWords = (value) => (Array.isArray(value) ? value.map(([, words]) => words).join("\n") : value === true ? "ticked" : value === false ? "not ticked" : value);

function rowOf(part) {
  const [prefix, key] = part.split(":");
  const ids = [...form.elements].filter((field) => field.name.startsWith(`${prefix}-`) && field.name.endsWith("-id"));
  return ids.find((field) => field.value === key)?.name.slice(0, -"-id".length);
}

// A new row may have been saved after all: then it is among the rows that she had not seen.
function isStored(part, fields, version) {
  const prefix = part.split("+")[0];
  const ids = [...form.elements].filter((field) => field.name.match(ROW)?.[1] === prefix && field.name.endsWith("-id") && field.value);
  return ids.some(({ name, value }) => !version.includes(`"${prefix}:${value}"`) && Object.entries(fields).every(([one, { is }]) => {
    const field = form.elements[`${name.slice(0, -"-id".length)}-${one}`];
    return one === "position" || !field || same(is, said(field));
  }));
}

function label(part, name) {
  const field = form.elements[part ? `${part.split(/[:+]/)[0]}-__prefix__-${name}` : name];
  const words = field?.labels?.[0]?.textContent.trim().replace(/:$/, "") || name.replaceAll("_", " ");
  if (!part) return words;
  const rows = part.split(/[:+]/)[0].replaceAll("_", " ");
  return `${rows[0].toUpperCase()}${rows.slice(1)}${part.includes("+") ? ", a new one" : ""}: ${words}`;
}

// Every field in which the form is not as she had it.
function differences({ parts, version }) {
  const found = [];
  for (const [part, fields] of Object.entries(parts)) {
    const isFresh = part.includes("+");
    if (isFresh && isStored(part, fields, version)) continue;
    const row = !part || isFresh ? "" : rowOf(part);
    for (const [name, { is, was }] of Object.entries(fields)) {
      const field = isFresh || row === undefined ? null : form.elements[row ? `${row}-${name}` : name];
      const now = field ? said(field) : isFresh ? was : "";
      if (!same(is, was) && !same(is, now)) found.push({ label: label(part, name), now: inWords(now), is: inWords(is) });
    }
  }
  return found;
}

// Two texts as one, what only one of them has being marked, with a few words on either side.
function marked(now, is) {
  const [one, other] = [now, is].map((text) => text.match(/\s+|\S+/g) ?? []);
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  let end = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const middle = (words) => words.slice(start, words.length - end).join("");
  const lead = one.slice(Math.max(0, start - NEAR), start).join("");
  const tail = one.slice(one.length - end, one.length - end + NEAR).join("");
  return [
    start > NEAR ? "… " : "", lead,
    ...(middle(one) ? [make("del", {}, middle(one))] : []),
    ...(middle(other) ? [make("ins", {}, middle(other))] : []),
    tail, end > NEAR ? " …" : "",
  ];
}

function when(at) {
  const [moment, today] = [new Date(at), new Date()];
  const time = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  return moment.toDateString() === today.toDateString() ? `at ${time}` : `on ${day} at ${time}`;
}

function offer(name) {
  const record = read(name);
  const found = differences(record);
  if (!found.length) return localStorage.removeItem(name); // it was saved after all
  const heading = make("h2", { id: `typed-${name.slice(here.length)}` }, `Typed ${when(record.at)} and not saved`);
  const saved = record.version !== (form.elements._version?.value ?? "");
  const back = make("button", { type: "button", className: "button", textContent: "Bring it back" });
  const away = make("button", { type: "button", className: "plain-button", textContent: "Throw it away" });
  const says = make("p", { className: "typed-says", tabIndex: -1, hidden: true });
  const list = make("details", { open: found.length < 3 }, make("summary", {}, `What differs from the form below: ${found.length} field${found.length > 1 ? "s" : ""}`),
    make("p", { className: "legend" }, make("del", {}, "Struck through"), " is in the form now, ", make("ins", {}, "underlined"), " is what you typed."),
    ...found.map(({ label, now, is }) => make("div", { className: "compared" },
      make("p", { className: "difference-label" }, label), make("p", { className: "changed-text" }, ...marked(now, is)))));
  const box = make("section", { className: "typed-offer conflict" }, heading,
    ...(saved ? [make("p", {}, "This was saved since, by you or somebody else. If you bring your text back and save it, you are shown first what changed meanwhile.")] : []),
    list, says, make("p", { className: "panel-links" }, back, away));
  box.setAttribute("aria-labelledby", heading.id);
  const end = (words, ...more) => {
    says.textContent = words;
    says.hidden = false;
    heading.hidden = true;
    box.replaceChildren(heading, says, ...more);
    says.focus();
  };
  back.addEventListener("click", () => {
    const left = bringBack(record);
    if (left) return Object.assign(says, { hidden: false, textContent: `${left} of these can’t be put back into this form: copy them from above.` }).focus();
    localStorage.removeItem(name);
    end(`What you typed ${when(record.at)} is back in the form. It is not saved yet.`);
  });
  away.addEventListener("click", () => {
    localStorage.removeItem(name);
    const undo = make("button", { type: "button", className: "plain-button", textContent: "Undo" });
    undo.addEventListener("click", () => {
      localStorage.setItem(name, JSON.stringify(record));
      box.remove();
      offer(name);
      document.getElementById(heading.id).parentElement.querySelector("button").focus();
    });
    end("Thrown away. ", undo);
  });
  const tools = document.querySelector("#content-main > .object-tools");
  if (tools) tools.after(box);
  else document.querySelector("#content-main").prepend(box);
}

// --- bringing it back ------------------------------------------------------------------------------------------------

function add(prefix) {
  const adds = document.querySelector(`#${prefix}-group .add-row a`);
  adds?.click();
  return adds && `${prefix}-${form.elements[`${prefix}-TOTAL_FORMS`].value - 1}`;
}

// The row that a part belongs to. One that somebody deleted meanwhile comes as a new one with its old key: on saving,
// the server sees by it what happened, and says so.
function rowFor(part) {
  const [prefix, key] = part.split(/[:+]/);
  const stored = part.includes(":") && rowOf(part);
  const row = stored || add(prefix);
  if (row && !stored && part.includes(":") && form.elements[`${row}-id`]) form.elements[`${row}-id`].value = key;
  return { row, isWhole: !stored };
}

function put(field, value) {
  if (typeof value === "boolean") field.checked = value;
  else if (!field.options) field.value = value;
  else {
    for (const [key, words] of value) if (![...field.options].some((one) => one.value === key)) field.add(new Option(words, key));
    for (const one of field.options) one.selected = value.some(([key]) => key === one.value) || (!value.length && !one.value);
  }
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

// How many fields could not be put back. What stands in the form now is kept, should it be wanted after all.
function bringBack({ version, opened, parts }) {
  if (timer) keep();
  if (localStorage.getItem(own)) begin();
  let left = 0;
  for (const [part, fields] of Object.entries(parts)) {
    if (part.includes("+") && isStored(part, fields, version)) continue;
    const { row, isWhole } = part ? rowFor(part) : { row: "", isWhole: false };
    for (const [name, { is, was }] of Object.entries(fields)) {
      const field = row === null || row === undefined ? null : form.elements[row ? `${row}-${name}` : name];
      if (same(is, was) && !isWhole) continue;
      if (field && counts(field)) put(field, is);
      else if (!same(is, was)) left += 1;
    }
  }
  if (version && form.elements._version) Object.assign(form.elements._version, { value: version });
  if (opened && form.elements._opened) Object.assign(form.elements._opened, { value: opened });
  keep();
  return left;
}

// --- begin -----------------------------------------------------------------------------------------------------------

function start() {
  const last = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const refused = document.querySelector(".errornote") && last?.startsWith(here) && localStorage.getItem(last);
  if (refused) before = read(last).parts; // what she typed stands in the form as if the server had sent it
  begin(refused ? last : undefined);
  form.append(note);
  watch();
  if (refused) return;
  for (const name of names(here).sort((one, other) => read(one).at - read(other).at)) offer(name);
}

try {
  tidy();
  if (form) start();
} catch (error) {
  if (error.name !== "SecurityError") throw error; // the browser was told to let no site keep anything
  form?.append(note);
  warn();
}
