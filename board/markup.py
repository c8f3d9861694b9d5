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
MOST_MENTIONS = 50
TAGS = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"}
TAGS |= {"h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
SCHEMES = {"http", "https", "mailto"}
# Turn the direction of what follows, or cannot be kept: a name or an address reads differently from what it is.
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SURROGATES = re.compile("[\ud800-\udfff]")
ADDRESS_OR_NAME = re.compile(r"https?://[^\s<>\"'`|\\^{}]{1,500}|(?<![\w@/.])@(?=\w)")
BLOCK_END = re.compile(r"</(?:p|h\d|li|tr|pre|blockquote)>|<br>|<hr>")
TAG = re.compile(r"<[^>]*>")
FIRST_WORD = re.compile(r"\w+")


def clean(source: str) -> str:
    """The text as it is stored: without signs that nobody sees, lines ended by a line feed, no space at the end."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return SURROGATES.sub("", UNSEEN.sub("", source)).rstrip()


def render(source: str, *, people: Mapping[str, int] | None = None) -> str:
    """HTML of the text; people (handle -> account id) are those whose @mention is marked. Raises ValueError if longer
    than LONGEST.
    """
    if len(source) > LONGEST:
        raise ValueError(f"{len(source)} characters, at most {LONGEST}")
    made = _parser().render(clean(source), {"people": _by_first_word(people or {}), "mentioned": set()})
    return nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
        allowed_classes={"span": {"mention"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
        attribute_filter=_only_fine_links,
    )


def mentioned(source: str, people: Mapping[str, int]) -> set[int]:
    """The account ids of the people that render() marks."""
    if "@" not in source:
        return set()
    env: dict[str, object] = {"people": _by_first_word(people), "mentioned": (found := set[int]())}
    _parser().parse(clean(source), env)
    return found


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


def _by_first_word(people: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    """First word of the handle -> the handles that begin with it, the longest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for handle, account_id in sorted(people.items(), key=lambda one: -len(one[0])):
        if first := FIRST_WORD.match(handle):
            found.setdefault(first.group().lower(), []).append((handle, account_id))
    return found


def _mark(state: StateCore) -> None:
    """Makes links of bare addresses and marks of mentions, in running text outside links and code."""
    people: dict[str, list[tuple[str, int]]] = state.env.get("people", {})
    seen: set[int] = state.env.get("mentioned", set())
    for block in state.tokens:
        if block.type != "inline" or not block.children or not ("@" in block.content or "://" in block.content):
            continue
        depth = 0
        children: list[Token] = []
        for token in block.children:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "text" and depth == 0:
                children += _pieces(token, people, seen)
            else:
                children.append(token)
        block.children = children


def _pieces(token: Token, people: dict[str, list[tuple[str, int]]], seen: set[int]) -> Iterator[Token]:
    text, done = token.content, 0
    for match in ADDRESS_OR_NAME.finditer(text):
        begin = match.start()
        if begin < done:
            continue
        if match.group() == "@":
            found = _who(text, begin + 1, people) if len(seen) < MOST_MENTIONS else None
            if found is None:
                continue
            end = begin + 1 + len(found[0])
            seen.add(found[1])
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


def _who(text: str, begin: int, people: dict[str, list[tuple[str, int]]]) -> tuple[str, int] | None:
    first = FIRST_WORD.match(text, begin)
    for handle, account_id in people.get(first.group().lower(), []) if first else []:
        end = begin + len(handle)
        is_whole = not text[end : end + 1].isalnum()
        if is_whole and text[begin:end].lower() == handle.lower():
            return handle, account_id
    return None


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


def _parser() -> MarkdownIt:
    return _PARSER


def _made() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 12})
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline", "image", "reference"])
    parser.validateLink = _is_fine  # type: ignore[method-assign]
    for name, rule in (("mark", _mark), ("lower_headings", _lower_headings), ("align", _align)):
        parser.core.ruler.push(name, rule)
    return parser


_PARSER = _made()
