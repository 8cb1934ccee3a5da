// Names for what the admin's widgets leave without one (WCAG 4.1.2). They draw themselves late, and anew in each row
// that is added.

const UNNAMED = ".select2-container, .help-tooltip[aria-label]";

// “Remove all” is no item of the list that it stands in, and out of the keyboard's reach; each item goes by itself too.
for (const select of document.querySelectorAll("select[multiple][data-allow-clear]")) {
  select.dataset.allowClear = "false";
}

function nameBox(box) {
  const label = box.previousElementSibling?.labels?.[0];
  const field = box.querySelector(".select2-search__field");
  if (field) {
    field.setAttribute("aria-label", label ? label.textContent.trim() : "Search");
  }
  const chosen = box.querySelector(".select2-selection--single");
  if (label && chosen) {
    const shown = chosen.querySelector(".select2-selection__rendered");
    label.id ||= `${label.htmlFor}_label`;
    shown.setAttribute("aria-labelledby", label.id);
    chosen.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  }
}

function name(drawn) {
  if (drawn.matches(".help-tooltip")) {
    drawn.setAttribute("role", "img");
  } else {
    nameBox(drawn);
  }
}

new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (node instanceof Element) {
      [node, ...node.querySelectorAll(UNNAMED)].filter((one) => one.matches(UNNAMED)).forEach(name);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
