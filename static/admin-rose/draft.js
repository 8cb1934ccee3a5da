// A draft with its comments: each is moved to what it is about, and each part gets a link to the form with it chosen.

// Readers' headings carry the ids themselves; an assessment or a claim is a box of its own, spoken of at its end.
function put(node, place) {
  if (/^H[1-6]$/.test(place.tagName)) {
    let last = place;
    while (last.nextElementSibling?.matches(".thread, .comment-on")) last = last.nextElementSibling;
    last.after(node);
  } else if (place.tagName === "DETAILS") {
    place.after(node); // folded, it would hide what was said
  } else {
    place.append(node);
  }
}

const links = document.querySelector("#part-links");
const form = document.querySelector("#comment-form");
const served = new Set();
for (const link of links ? [...links.content.children] : []) {
  const place = document.getElementById(link.dataset.place);
  if (!place || served.has(link.dataset.place)) continue; // the first of a place is the whole of it
  served.add(link.dataset.place);
  put(link, place);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    form.open = true;
    form.querySelector("select").value = link.dataset.part;
    form.querySelector("textarea").focus();
  });
}

for (const thread of document.querySelectorAll("[data-beside]")) {
  const place = document.getElementById(thread.dataset.beside);
  if (!place) continue;
  const about = thread.querySelector(".thread-about").textContent.trim();
  const link = Object.assign(document.createElement("a"), { href: `#${thread.id}`, textContent: about });
  const stub = Object.assign(document.createElement("p"), { className: "thread-stub" });
  stub.append(link);
  thread.replaceWith(stub);
  put(thread, place);
}
if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView(); // it may have moved
