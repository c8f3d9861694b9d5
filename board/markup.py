"""Markdown to HTML that may go into a page as it is. Nothing else on the board makes HTML of what people wrote.

Two locks: the parser makes no HTML of its own accord (html=False) and refuses addresses that _is_fine() does not know;
nh3 then lets through only the tags and attributes listed here.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST = 20_000
MOST_AT_SIGNS = 300  # beyond them nobody else is mentioned
# What no person writes, and what the parser takes long for: then tables, or everything but line breaks, stay as typed.
MOST_CELLS, MOST_LINES, MOST_BRACKETS, MOST_SIGNS = 2000, 800, 300, 6000
TAGS = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"}
TAGS |= {"h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
SCHEMES = {"http", "https", "mailto"}
# Turn the direction of what follows, or cannot be kept: a name or an address reads differently from what it is.
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATES = re.compile("[\ud800-\udfff]")
ADDRESS_OR_NAME = re.compile(r"https?://[^\s<>\"'`|\\^{}]{1,500}|(?<![\w@/.])@(?=\w)")
BLOCK_END = re.compile(r"</(?:p|h\d|li|tr|pre|blockquote)>|<br>|<hr>")
TAG = re.compile(r"<[^>]*>")
TABLE_RULE = "|-: \t>+*.)0123456789"  # the signs of the line under a table's heading, in a list or a quotation too


def clean(source: str) -> str:
    """The text as it is stored: without signs that nobody sees, lines ended by a line feed, no space at the end."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return SURROGATES.sub("", UNSEEN.sub("", source)).rstrip()


def render(source: str, *, people: Mapping[str, int] | None = None) -> str:
    """HTML of the text; people (handle -> account id) are those whose @mention is marked.

    Raises ValueError if the text is longer than LONGEST.
    """
    return rendered(source, people or {})[0]


def rendered(source: str, people: Mapping[str, int]) -> tuple[str, set[int]]:
    """render(), and the account ids of those who are mentioned."""
    if len(source) > LONGEST:
        raise ValueError(f"{len(source)} characters, at most {LONGEST}")
    source, handles = clean(source), _Handles(people)
    made = _parser(source).render(source, {"handles": handles})
    cleaned = nh3.clean(
        UNSEEN.sub("", made),  # once more: they can be written as &#x202e;
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes={"span": {"mention"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
        attribute_filter=_only_fine_links,
    )
    return cleaned, handles.seen


def plain(source: str) -> str:
    """The words alone, a space between blocks: for search and one-line extracts."""
    return text_of(render(source))


def text_of(html: str) -> str:
    """The words of HTML that render() made."""
    return " ".join(entities.unescape(TAG.sub("", BLOCK_END.sub(" ", html))).split())


def _is_fine(url: str) -> bool:
    """True for http, https and mailto, for paths of this site and places on this page; //host is none of them."""
    url = entities.unescape(url).strip()
    if url.startswith(("/", "#")):
        return not url.startswith("//") and "\\" not in url and not UNSEEN.search(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return bool(parts.path) and not parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _only_fine_links(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or _is_fine(value) else None


class _Handles:
    """Who can be mentioned, and who was: a look costs as many steps as there are lengths of handles, not people."""

    def __init__(self, people: Mapping[str, int]) -> None:
        self.ids = {handle.lower(): account_id for handle, account_id in people.items()}
        self.lengths = sorted({len(handle) for handle in people}, reverse=True)
        self.seen: set[int] = set()
        self.looks = 0

    def find(self, text: str, begin: int) -> int | None:
        """Where the handle ends that begins here; the longest one counts."""
        self.looks += 1
        if self.looks > MOST_AT_SIGNS:
            return None
        for length in self.lengths:
            end = begin + length
            if text[begin:end].lower() in self.ids and not text[end : end + 1].isalnum():
                self.seen.add(self.ids[text[begin:end].lower()])
                return end
        return None


def _mark(state: StateCore) -> None:
    """Makes links of bare addresses and marks of mentions, in running text outside links and code."""
    handles: _Handles = state.env["handles"]
    for block in state.tokens:
        if block.type != "inline" or not block.children or not ("@" in block.content or "://" in block.content):
            continue
        depth = 0
        children: list[Token] = []
        for token in block.children:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "text" and depth == 0:
                children += _pieces(token, handles)
            else:
                children.append(token)
        block.children = children


def _pieces(token: Token, handles: _Handles) -> Iterator[Token]:
    text, done = token.content, 0
    for match in ADDRESS_OR_NAME.finditer(text):
        begin = match.start()
        if begin < done:
            continue
        if match.group() == "@":
            found = handles.find(text, begin + 1)
            if found is None:
                continue
            end = found
            opening = Token("mention_open", "span", 1, attrs={"class": "mention"}, level=token.level)
            closing, shown = Token("mention_close", "span", -1, level=token.level), text[begin:end]
        else:
            shown = match.group().rstrip(".,;:!?)]*_")
            if not _is_fine(shown):
                continue
            end = begin + len(shown)
            opening = Token("link_open", "a", 1, attrs={"href": shown}, level=token.level)
            closing = Token("link_close", "a", -1, level=token.level)
        yield Token("text", "", 0, content=text[done:begin], level=token.level)
        yield from (opening, Token("text", "", 0, content=shown, level=token.level + 1), closing)
        done = end
    yield Token("text", "", 0, content=text[done:], level=token.level) if done else token


def _lower_headings(state: StateCore) -> None:
    """The page has its own first and second heading."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _align(state: StateCore) -> None:
    """Columns are aligned by an attribute: style is not let through."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrs["align"] = str(style).removeprefix("text-align:")


def _parser(source: str) -> MarkdownIt:
    """The parser for this text: a simpler one for what would keep the full one busy."""
    lines = source.count("\n") + 1
    signs = sum(map(source.count, "*_`~&<"))
    if lines > MOST_LINES or source.count("[") > MOST_BRACKETS or signs > MOST_SIGNS:
        return _BARE
    columns = max((rule.count("|") + 1 for rule in source.split("\n") if not rule.strip(TABLE_RULE)), default=0)
    return _WITHOUT_TABLES if columns * lines > MOST_CELLS else _FULL


def _made(preset: str, *more: str) -> MarkdownIt:
    parser = MarkdownIt(preset, {"html": False, "breaks": True, "maxNesting": 12})
    parser.enable([*more]).disable(["html_block", "html_inline", "image", "reference"])
    parser.validateLink = _is_fine  # type: ignore[method-assign]
    for name, rule in (("mark", _mark), ("lower_headings", _lower_headings), ("align", _align)):
        parser.core.ruler.push(name, rule)
    return parser


_FULL, _WITHOUT_TABLES = _made("commonmark", "strikethrough", "table"), _made("commonmark", "strikethrough")
_BARE = _made("zero", "newline")
