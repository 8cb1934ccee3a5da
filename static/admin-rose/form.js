// Keeps unsaved changes from being left behind: by closing the page, or by a step that looks at what is saved.

const form = document.querySelector("#content-main > form[id$=_form]");
const content = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();

if (form) {
  let saved = content();
  let leaving = false;
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  // Widgets settle until the page has loaded: what they change by themselves is nothing that anybody typed.
  addEventListener("load", () => { if (!touched) saved = content(); });
  const refused = document.querySelector(".errornote") !== null; // what was typed stands here, but is not saved
  const changed = () => refused || content() !== saved;

  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && changed()) event.preventDefault();
  });

  for (const step of document.querySelectorAll(".panel form")) {
    step.addEventListener("submit", (event) => {
      if (!changed()) return;
      event.preventDefault();
      const words = step.querySelector(".unsaved") || Object.assign(document.createElement("p"), { className: "unsaved" });
      words.setAttribute("role", "alert");
      words.textContent = "The page below has changes that are not saved. Save them first, then come back to this.";
      step.append(words);
    });
  }
}
