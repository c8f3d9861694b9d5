"""Bytes to text by rule, not by statistics: mark, UTF-16, strict UTF-8, else the old code page with Danish letters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from data_pipeline.model import Refused

PIECE = 1 << 20
LONGEST_LINE = 16 * PIECE
ENDLESS = "Filen har en linje på over 16 MB og er ikke en tabel. Gem den fra Excel som CSV eller .xlsx, og prøv igen."
MIXED = "mixed"  # some lines are UTF-8, some are not: each line is decoded by itself
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DANISH = {"cp1252": b"\xe6\xf8\xe5\xc6\xd8\xc5", "mac_roman": b"\xbe\xbf\x8c\xae\xaf\x81"}
# UTF-8 that was read as Windows text and saved again: "Ã¸" for "ø", "â€“" for a dash.
_TWICE = re.compile("(?:[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€\u0080].|â„¢)", re.DOTALL)


def encoding_of(content: bytes) -> str:
    """The name of the text's encoding: a Python codec or MIXED."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name if name != "utf-8-sig" or _is_utf8(content) else MIXED
    sample = content[:4096]
    if len(sample) >= 4 and sample.count(0) > len(sample) / 5:
        return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    if _is_utf8(content):
        return "utf-8"
    if _has_utf8_lines(content):
        return MIXED
    first = content[: 4 * PIECE]
    return max(_DANISH, key=lambda name: _frequency(content if first.isascii() else first, name))


def pieces(content: bytes, encoding: str, *, is_last: bool = False) -> Iterator[str]:
    """The text in pieces of about a megabyte, each ending where a line ends; the byte order mark is left out.

    is_last: nobody reads the bytes after this; when nobody else holds them, their memory is freed on the way.

    Raises Refused for a line that no table has, so that joining its pieces never takes long.
    """
    if encoding == MIXED:
        yield from _mixed_pieces(content)
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    parts, kept = _let_go(content) if is_last else _parts(content), ""
    del content
    for part in chain(parts, (b"",)):
        text = kept + decoder.decode(part, final=not part)
        cut = (text.rfind("\n") + 1) or (text.rfind("\r", 0, -1) + 1)
        kept = text[cut:]
        if len(kept) > LONGEST_LINE:
            raise Refused(ENDLESS)
        if cut:
            yield text[:cut]
    if kept:
        yield kept


def _parts(content: bytes) -> Iterator[bytes]:
    return (content[start : start + PIECE] for start in range(0, len(content), PIECE))


def _let_go(content: bytes) -> Iterator[bytes]:
    """The parts of what only they hold afterwards."""
    ahead = [*_parts(content)][::-1]
    del content
    while ahead:
        yield ahead.pop()


def repaired(text: str) -> str:
    """The text with UTF-8 that was decoded twice ("Ã¸") turned back once."""
    return _TWICE.sub(_turned_back, text)


def looks_damaged(text: str) -> bool:
    """A quick look: whether any of the text may be decoded twice or have lost letters."""
    return "Ã" in text or "�" in text or "â€" in text


def _turned_back(found: re.Match[str]) -> str:
    raw = b"".join(_one_byte(letter) for letter in found.group())
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found.group()


def _one_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1", errors="replace")


def _frequency(content: bytes, name: str) -> int:
    return sum(content.count(letter) for letter in _DANISH[name])


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE], final=start + PIECE >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _has_utf8_lines(content: bytes) -> bool:
    """Whether any line with letters beyond ASCII is UTF-8 although the whole is not."""
    return any(not line.isascii() and _is_utf8(line) for line in content[: 4 * PIECE].splitlines())


def _mixed_pieces(content: bytes) -> Iterator[str]:
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    while start < len(content):
        end = content.find(b"\n", min(start + PIECE, len(content))) + 1 or len(content)
        if end - start > LONGEST_LINE:
            raise Refused(ENDLESS)
        lines = content[start:end].splitlines(keepends=True)
        yield "".join(_line(line) for line in lines)
        start = end


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
