"""What is seen at a glance has to reach everybody: pictures have words, and an emergency is marked as one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder
from editorial.library_checks.texts import Role, groups, texts_of

Plain = Mapping[str, Any]

PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
SAYS_NOTHING: Final = re.compile(
    r"\W*|what the picture shows|(?:image|picture|photo|figure|screenshot)\W*\d*|\S+\.(?:png|jpe?g|gif|webp|svg)",
    re.IGNORECASE,
)
"""Words that stand for no picture: none, what the editor puts there to be replaced, and a file's name."""

EMERGENCY: Final = re.compile(
    r"\b(?:999|112|911|ambulance|A&E|emergency\s+(?:department|services?|room|number|care))\b", re.IGNORECASE
)


def unseen(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Pictures on these pages that have no words, and emergencies that are marked as less."""
    for slug in slugs:
        page, file = folder.pages[slug], folder.files[slug]
        for text in texts_of(slug, page, file):
            for words, address in PICTURE.findall(text.markdown):
                if SAYS_NOTHING.fullmatch(words):
                    reason = f"the picture “{address}” has no words: say between [ and ] what it shows"
                    yield folder.fault("alt-text", text.place, f"{reason}.", about=address)
        yield from _less_than_they_say(folder, page, file)
        yield from _unmarked(folder, slug, page)


def _less_than_they_say(folder: Folder, page: Plain, file: str) -> Iterator[Fault]:
    """Signs that can wait, by their mark, and send to the emergency services, by their words."""
    for number, sign in enumerate(page.get("warning_signs", []), 1):
        if sign["urgency"] == "routine" and EMERGENCY.search(sign["text"]):
            reason = f"“{sign['text']}” calls for help at once and is marked as routine: mark how urgent it is"
            yield folder.fault("urgency", Place(file, "warning_signs", row=number), f"{reason}.", sign["text"])


def _unmarked(folder: Folder, slug: str, page: Plain) -> Iterator[Fault]:
    """Emergencies in the text of a page that can have warning signs and has none of that urgency."""
    urgencies = {sign["urgency"] for sign in page.get("warning_signs", [])}
    if "body_area" not in page or "emergency" in urgencies:
        return
    for text in texts_of(slug, page, folder.files[slug]):
        for group in groups(text.markdown) if text.role is Role.PROSE else ():
            for sentence in group:
                if EMERGENCY.search(sentence.plain):
                    reason = f"“{sentence.plain}” is an emergency, and no warning sign says so: add one"
                    yield folder.fault("urgency", text.place, f"{reason}.", sentence.plain)
