"""Markdown of the board: what people need works, nothing that executes comes out, and no text keeps the server busy."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board import markup
from tests.speed import slowness

PEOPLE = {"Alice": 1, "Alice Fiktiv": 2, "Bob Hansen": 3, "Søren Østergård (Odense)": 4}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}, "span": {"class"}}

# Things that executed, or led astray, somewhere: script in every dress, addresses that are not what they seem.
CORPUS = r"""
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg/onload=alert(1)>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<a href="javascript:alert(1)">x</a>
<style>*{background:url(javascript:alert(1))}</style>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<form action=/log-ud method=post><input type=submit>
<base href=//evil.example>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<object data=javascript:alert(1)>
<div style="position:fixed;inset:0">x</div>
<p id=opslag-1 class=mention>x</p>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java&#x0A;script:alert(1))
[x](&#106;avascript:alert(1))
[x](javascript&colon;alert(1))
[x](\x01javascript:alert(1))
[x](vbscript:msgbox(1))
[x](data:text/html;base64,PHNjcmlwdD4=)
[x](data:image/svg+xml,<svg onload=alert(1)>)
[x](file:///etc/passwd)
[x](blob:https://a.dk/1)
[x](//evil.example)
[x](/\evil.example)
[x](/\/evil.example)
[x](\\evil.example)
[x](///evil.example)
[x](http:///evil.example)
[x](https:evil.example)
[x](https://a.dk@evil.example)
[x](evil.example)
[x](./log-ud)
[x](<javascript:alert(1)>)
[x](</forum" onmouseover="alert(1)>)
[x](/forum "onmouseover=alert(1)")
![x](http://evil.example/track.png)
![x](javascript:alert(1))
![x](x"onerror="alert(1))
<javascript:alert(1)>
<//evil.example>
<data:text/html,x>
[x]: javascript:alert(1)
[x][y]
`<script>alert(1)</script>`
    <script>alert(1)</script>
```"><script>alert(1)</script>
```html onload=alert(1)
# <img src=x onerror=alert(1)>
| <script> | [x](javascript:alert(1)) |
> <script>alert(1)</script>
- <script>alert(1)</script>
@<script>alert(1)</script>
@Alice<img src=x onerror=alert(1)>
https://a.dk/"onmouseover="alert(1)
https://a.dk/<script>alert(1)</script>
http://a.dk/javascript:alert(1)
**<b onclick=alert(1)>**
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
<!--><script>alert(1)</script>-->
<![CDATA[<script>alert(1)</script>]]>
<?php echo 1 ?>
\<script>alert(1)\</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<a/href=&#106avascript:alert(1)>x
<xss/style="x:expression(alert(1))">
""".strip().splitlines()


class Inspector(HTMLParser):
    """Collects what a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.strange: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.strange.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def links(self) -> list[str | None]:
        return [attributes.get("href") for tag, attributes in self.found if tag == "a" and "href" in attributes]


def executable(html: str) -> list[str]:
    """Everything in the HTML that is not on the list of what may be there."""
    inspector = Inspector(html)
    wrong = [f"<{tag}>" for tag, _ in inspector.found if tag not in markup.TAGS]
    for tag, attributes in inspector.found:
        wrong += [f"{tag} {name}={value}" for name, value in attributes.items() if name not in ATTRIBUTES.get(tag, ())]
        if tag == "span" and attributes != {"class": "mention"}:
            wrong.append(f"span {attributes}")
        if tag == "a" and attributes.get("rel") != "nofollow noopener noreferrer":
            wrong.append(f"rel {attributes}")
    fine = re.compile(r"https?://[^/@\\]+([/?#].*)?|mailto:[^/].*|/(?![/\\]).*|#.*", re.DOTALL)
    wrong += [str(link) for link in inspector.links if not fine.fullmatch(link or "") or "\\" in (link or "")]
    return wrong + inspector.strange + markup.UNSEEN.findall(html)


@pytest.mark.parametrize("source", CORPUS)
def test_nothing_executable_comes_out(source):
    for around in (source, f"> - {source}", f"a {source} b", f"[{source}](/forum)", f"| a |\n|---|\n| {source} |"):
        assert executable(markup.render(around, people=PEOPLE)) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(CORPUS), st.text(max_size=12), st.sampled_from("[]()<>*_`@\n|-#/\\&;\"' ~"))))
def test_nor_out_of_any_mixture(parts):
    assert executable(markup.render("".join(parts)[: markup.LONGEST], people=PEOPLE)) == []


@pytest.mark.parametrize(
    "html",
    ["<script>", "<p onclick=x>", '<a href="//e.dk" rel="nofollow noopener noreferrer">', "<!-- x -->", "<img>",
     '<a href="/x">', '<a href="javascript:x" rel="nofollow noopener noreferrer">', '<span class="x">', "\u202e"],
)  # fmt: skip
def test_the_inspector_sees(html):
    assert executable(html) != []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**fed** *kursiv* ~~ude~~", "<p><strong>fed</strong> <em>kursiv</em> <s>ude</s></p>"),
        ("en\nto", "<p>en<br>\nto</p>"),
        ("# Stor\n## Mindre\n##### Mindst", "<h3>Stor</h3>\n<h4>Mindre</h4>\n<h6>Mindst</h6>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> citat", "<blockquote>\n<p>citat</p>\n</blockquote>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```sql\nselect 1\n```", "<pre><code>select 1\n</code></pre>"),
        ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>"),
        ("<b>nej</b>", "<p>&lt;b&gt;nej&lt;/b&gt;</p>"),
        ("Kommunekode 0561*", "<p>Kommunekode 0561*</p>"),
        ("", ""),
    ],
)
def test_what_people_write_looks_as_they_meant(source, html):
    assert markup.render(source).strip() == html


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("[x](https://sst.dk/da?a=1&b=2)", ["https://sst.dk/da?a=1&b=2"]),
        ("se https://sst.dk/da. Og (http://a.dk/b)!", ["https://sst.dk/da", "http://a.dk/b"]),
        ("<https://sst.dk>", ["https://sst.dk"]),
        ("[skriv](mailto:a@b.dk)", ["mailto:a@b.dk"]),
        ("[tråd](/forum/traad/7#opslag-2) [op](#opslag-1)", ["/forum/traad/7#opslag-2", "#opslag-1"]),
        ("[https://a.dk](https://b.dk)", ["https://b.dk"]),
        ("`https://a.dk`", []),
        ("ftp://a.dk www.a.dk a@b.dk", []),
        ("![billede](https://a.dk/x.png)", ["https://a.dk/x.png"]),
        ("[æ](https://da.wikipedia.org/wiki/Øl)", ["https://da.wikipedia.org/wiki/%C3%98l"]),
    ],
)
def test_links_lead_to_the_web_to_a_mailbox_or_to_this_site(source, links):
    assert Inspector(markup.render(source)).links == links


def test_no_picture_is_fetched_from_anywhere():
    assert "<img" not in markup.render("![x](https://a.dk/x.png) <img src=/x.png>")


@pytest.mark.parametrize(
    ("source", "ids", "marked"),
    [
        ("@Alice ved det", {1}, ["@Alice"]),
        ("@Alice Fiktiv ved det", {2}, ["@Alice Fiktiv"]),
        ("Hej @bob hansen, @Alice!", {1, 3}, ["@bob hansen", "@Alice"]),
        ("@Søren Østergård (Odense):", {4}, ["@Søren Østergård (Odense)"]),
        ("@Alicea @Charlie", set(), []),
        ("mail alice@Alice.dk", set(), []),
        ("`@Alice` [@Alice](/forum)", set(), []),
        ("**@Alice**", {1}, ["@Alice"]),
    ],
)
def test_a_mention_is_marked_where_its_name_is_known(source, ids, marked):
    assert markup.rendered(source, PEOPLE)[1] == ids
    assert re.findall(r'<span class="mention">(.*?)</span>', markup.render(source, people=PEOPLE)) == marked


def test_signs_that_nobody_sees_are_not_kept():
    assert markup.clean("a\u202eb\u2066c\x00d\u200e\ufeff\r\ne\rf  \n") == "abcd\ne\nf"
    assert "\u202e" not in markup.render("&#x202e; [\u202ex](/forum/\u202ey) &#8238;")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# Kursus\n- *fire* borgere\n- kit & næsespray", "Kursus fire borgere kit & næsespray"),
        ("[her](https://a.dk) <b>x</b>", "her <b>x</b>"),
        ("en\nto", "en to"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
    ],
)
def test_plain_words_for_the_search(source, words):
    assert markup.plain(source) == words


def full(part: str) -> str:
    return (part * (markup.LONGEST // len(part) + 1))[: markup.LONGEST]


SLOW = [
    *(
        "*",
        "*a ",
        "*a_ ",
        "a**b",
        "_a ",
        "***a ",
        "**x** *y* `z` ",
        "~~a~~ ",
        "`",
        "`a ",
        "`` a ` ",
        "\\*",
        "Et ord til. ",
    ),
    *("[", "[]", "[a](", "![[", "[a](b) ", "[a](\\(", "[x](<", '[x](a "', "[a]: b\n", "<", "<!--", "<a ", "&", "&#1;"),
    *(
        ">",
        "> \n",
        "> - a\n",
        "> 1. - ",
        "- ",
        "- a\n",
        "1. a\n",
        "- > ",
        "# a\n",
        "a\n===\n",
        "---\n",
        "```\n",
        "~~~\n",
    ),
    *("\n", "  \n", "a\n", "\t", "    a\n\n", "|", "|a", "-|", "|a|\n|-|\n\n", "|-|\n", "\u202e", "😀", "\x00"),
    *("@", "@Alice ", "@bob hansen ", "@Person 7 ", "http://", "http://a.dk ", "<http://a.dk>", "http://a)))"),
]
SLOW_WHOLES = [
    "[" * 10_000 + "]" * 10_000,
    "*a " * 5000 + "a* " * 1600,
    "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "a\n" * 1400,
    "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "a\n" * 7000,
    "\n".join("  " * depth + "- a" for depth in range(130)),
    " ".join("`" * length for length in range(1, 198)),
    "- a\n" * 799 + "[" * 299 + "*a_ " * 2900,
    "[" * 299 + "*a_ " * 2900 + "a" * 8000,
    "- [a](b) *c*\n" * 299 + "- *a*\n" * 499,
]


@pytest.mark.parametrize("source", [*map(full, SLOW), *(whole[: markup.LONGEST] for whole in SLOW_WHOLES)])
def test_the_worst_text_takes_less_than_a_tenth_of_a_second(source):
    people = {f"Person {number} Efternavn": number for number in range(400)}
    taken = [seconds(source, people | PEOPLE) / slowness() for _ in range(3)]
    assert min(taken) < 0.1


def seconds(source: str, people: dict[str, int]) -> float:
    before = time.process_time()
    html = markup.render(source, people=people)
    assert len(html) < 10 * markup.LONGEST
    return time.process_time() - before


def test_a_longer_text_is_refused():
    with pytest.raises(ValueError, match="at most 20000"):
        markup.render("a" * 20_001)
