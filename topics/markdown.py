"""Markdown to the HTML that readers get: one renderer, one allow-list.

CommonMark without HTML, with tables, `[@study]` citations and `[[page]]` links. What a citation or a link leads to is
handed in, so that this module needs to know neither studies nor the database; so are the glossary's terms, which are
linked where a page first uses them. Everything passes nh3's allow-list last.
"""

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import nh3
from django.utils.html import escape, strip_tags
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from topics.marks import CITATION, PAGE_LINK, studies_cited
from topics.terms import Explained

ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "img", "li", "mark", "ol", "p", "pre", "span",
    "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "div",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title", "class", "aria-label"},
    "img": {"src", "alt", "title", "loading"},
    "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
    "span": {"class"},
    "mark": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "ol": {"start"},
    "th": {"scope"},
}  # fmt: skip

PROPER_NOUNS = {"Chinese", "Mediterranean", "St"}
"""First words of titles that keep their capital: Chinese herbal medicine, Mediterranean diet, St John’s wort."""
SENTENCE_START = re.compile(r"(^|[.!?:]\s*|\n\s*)$")


@dataclass(frozen=True)
class PageRef:
    """What a link shows of the page it leads to. Without an address the page is not published: no link is made."""

    slug: str
    title: str
    url: str = ""
    plural: bool = False

    @property
    def mid_sentence(self) -> str:
        """The title inside a sentence."""
        return mid_sentence(self.title)


def mid_sentence(name: str) -> str:
    """A name inside a sentence: lower case, unless it starts with a proper noun or an abbreviation."""
    first, *rest = name.split(" ")
    stays = first in PROPER_NOUNS or first.endswith(("’s", "'s")) or first[1:] != first[1:].lower()
    return name if stays else " ".join([first[:1].lower() + first[1:], *rest])


@dataclass
class Prose:
    """Renders one page's texts, numbering its citations in the order in which a reader meets them."""

    studies: Container[str]
    pages: Mapping[str, PageRef]
    terms: Explained = field(default_factory=Explained)
    cited: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    tables: int = 0

    def block(self, text: str) -> str:
        """A text of several paragraphs."""
        return clean(_PARSER.render(text, {"prose": self}))

    def inline(self, text: str) -> str:
        """A text of one line, without a paragraph around it."""
        return clean(_PARSER.renderInline(text, {"prose": self}))

    @contextmanager
    def without_terms(self) -> Iterator[None]:
        """For texts that explain no words: those that other pages show too, and those that must hold no link."""
        kept, self.terms = self.terms, Explained()
        try:
            yield
        finally:
            self.terms = kept

    def number(self, key: str) -> int | None:
        """The reference's number on this page; None, and a problem noted, where no such study exists."""
        if key not in self.studies:
            self._problem(f"The citation [@{key}] does not resolve: there is no citable study of that name.")
            return None
        if key not in self.cited:
            self.cited.append(key)
        return self.cited.index(key) + 1

    def page(self, slug: str) -> PageRef | None:
        found = self.pages.get(slug)
        if found is None:
            self._problem(f"The link [[{slug}]] does not resolve: there is no page of that address.")
            return None
        self.linked.add(found.slug)  # whichever of its addresses was typed
        return found

    def anchor(self, heading: str) -> str:
        """An id for a heading, unique on the page."""
        base = anchor = slugify(heading) or "section"
        taken = {id_ for id_, _ in self.headings}
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{base}-{count}"
        self.headings.append((anchor, heading))
        return anchor

    def _problem(self, message: str) -> None:
        if message not in self.problems:
            self.problems.append(message)


def clean(html: str) -> str:
    """HTML with nothing in it but what readers' pages allow."""
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,  # no link opens a window of its own, so none can reach back
    )


def plain(html: str) -> str:
    """The words of rendered HTML, citations left out: for searching and for counting."""
    html = re.sub(r'\s*<span class="cites">.*?</span>', "", html, flags=re.DOTALL)
    html = re.sub(r"</(p|li|h2|h3|h4|td|th|tr)>", " ", html)
    return re.sub(r"\s+", " ", _unescape(strip_tags(html))).strip()


def _unescape(text: str) -> str:
    for entity, character in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, character)
    return text.replace("\xa0", " ").replace("&nbsp;", " ")


# --- the parser and its four additions --------------------------------------------------------------------------------


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"studies": studies_cited(match)}
    state.pos = match.end()
    return True


def _page_link_rule(state: StateInline, silent: bool) -> bool:
    match = PAGE_LINK.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("page_link", "", 0)
        token.content = match.group(1)
        token.info = match.group(2) or ""
        token.meta = {"starts_sentence": bool(SENTENCE_START.search(state.src[: state.pos]))}
    state.pos = match.end()
    return True


UNEXPLAINED = {"heading_open", "th_open"}
"""What opens a text in which no word is linked to the glossary: headings, of a text or a table."""


def _terms_rule(state: StateCore) -> None:
    """Links the first use of each of the glossary's terms, in texts that stand in no heading, link or code."""
    terms: Explained = state.env["prose"].terms
    before = ""
    for token in state.tokens:
        if token.type == "inline" and before not in UNEXPLAINED and token.children:
            token.children = list(_explained(_whole_texts(token.children), terms))
        before = token.type


def _whole_texts(tokens: list[Token]) -> Iterator[Token]:
    """The same tokens, each text in one piece where its lines were broken: a term may go over the break."""
    text: Token | None = None
    for token in tokens:
        if token.type not in ("text", "softbreak"):
            if text:
                yield text
            text = None
            yield token
        elif text is None:
            text = Token("text", "", 0, level=token.level, content=token.content or "\n")
        else:
            text.content += token.content or "\n"
    if text:
        yield text


def _explained(tokens: Iterator[Token], terms: Explained) -> Iterator[Token]:
    in_links = 0
    for token in tokens:
        in_links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not in_links:
            yield from _linked(token, terms)
        else:
            yield token


def _linked(token: Token, terms: Explained) -> Iterator[Token]:
    """A text, cut where it uses terms that are now explained."""
    end = 0
    for use in terms.uses(token.content):
        yield Token("text", "", 0, content=token.content[end : use.start])
        yield Token("link_open", "a", 1, attrs={"class": "term", "href": use.entry.url})
        yield Token("text", "", 0, content=token.content[use.start : use.end])
        yield Token("link_close", "a", -1)
        end = use.end
    token.content = token.content[end:]
    yield token


def _render_citation(self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict) -> str:
    prose: Prose = env["prose"]
    links = []
    for key in tokens[index].meta["studies"]:
        number = prose.number(key)
        if number is None:
            links.append(f'<mark class="unresolved">unknown study: {escape(key)}</mark>')
        else:
            links.append(f'<a href="#ref-{escape(key)}" aria-label="Reference {number}">{number}</a>')
    return f'<span class="cites">[{", ".join(links)}]</span>'


def _render_page_link(self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    ref = env["prose"].page(token.content)
    if ref is None:
        return f'<mark class="unresolved">unknown page: {escape(token.content)}</mark>'
    text = token.info or (ref.title if token.meta["starts_sentence"] else ref.mid_sentence)
    return f'<a href="{escape(ref.url)}">{escape(text)}</a>' if ref.url else escape(text)


def _render_heading_open(self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    text = "".join(child.content for child in tokens[index + 1].children or [] if child.type in ("text", "code_inline"))
    if token.tag == "h2":
        return f'<h2 id="{env["prose"].anchor(text)}">'
    return f"<{token.tag}>"


def _render_table_open(self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict) -> str:
    env["prose"].tables += 1
    return f'<div class="table" role="region" aria-label="Table {env["prose"].tables}" tabindex="0"><table>'


def _render_table_close(self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict) -> str:
    return "</table></div>"


def _render_image(self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict) -> str:
    token = tokens[index]
    return f'<img src="{escape(token.attrs["src"])}" alt="{escape(token.content)}" loading="lazy">'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": True})
    parser.enable(["smartquotes", "replacements"])
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.inline.ruler.before("link", "page_link", _page_link_rule)
    parser.core.ruler.push("terms", _terms_rule)
    parser.add_render_rule("citation", _render_citation)
    parser.add_render_rule("page_link", _render_page_link)
    parser.add_render_rule("heading_open", _render_heading_open)
    parser.add_render_rule("table_open", _render_table_open)
    parser.add_render_rule("table_close", _render_table_close)
    parser.add_render_rule("image", _render_image)
    return parser


_PARSER = _parser()
