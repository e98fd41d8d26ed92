"""A page with nothing left of its text: same tags, attributes and lengths; words, names, ids and addresses invented.

Dates stay, for a test of extraction must prove them; nothing else of a page can be found again in its scrubbed copy
but the vocabulary of `crawler.structure`.
"""

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

from crawler.invented import WORD, Inventor
from crawler.structure import CODE, DATES, DATES_AND_PHRASES, IS_DATE, STRUCTURE
from store.fold import fold_words

_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_URLS = {"href", "src", "action", "cite", "poster", "formaction", "background", "longdesc", "data-src", "data-href",
         "data-url", "manifest", "ping"}  # fmt: skip
_URL_LISTS = {"srcset", "data-srcset", "imagesrcset"}
_KEPT = {"property", "itemprop", "rel", "type", "role", "lang", "xml:lang", "hreflang", "dir", "charset", "http-equiv",
         "datetime", "width", "height", "sizes", "media", "method", "enctype", "target", "align", "valign", "colspan",
         "rowspan", "tabindex", "typeof", "vocab", "prefix", "xmlns", "itemscope", "loading", "async", "defer",
         "crossorigin", "as", "viewbox", "fill", "stroke", "d", "points", "border", "cellpadding", "cellspacing",
         "maxlength", "min", "max", "step", "start", "color", "autocomplete", "frameborder", "scrolling"}  # fmt: skip
_TEXTS = {"title", "alt", "aria-label", "placeholder", "label", "summary", "content", "value", "data-title"}
# Classes that carry a name of the site's database: « author-jdupont », « tag-secteur-3 ».
_NAMED_CLASS = re.compile(r"(?:comment-author|author|tag|category|term|user|postname|section|rubrique|theme)[-_]\w")
_MOMENT = re.compile(r"time|date", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\s*(?:[a-z][a-z0-9+.-]*:)?//|\s*/[\w./?#%&=+~@:,;-]*$|\s*[\w./-]+\.(?:html?|php|jpe?g|png|js|css)\b"
)
_JSON_TYPES = {"application/ld+json", "application/json", "application/hal+json", "importmap", "speculationrules"}
_CODE = re.compile(r"(/\*.*?\*/|(?<![:\"'\\])//[^\n]*|<!--|-->)|(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|"
                   r"([^\W\d][\w$]*|\$[\w$]*)|(\d+)", re.DOTALL)  # fmt: skip
_STYLE = {"display", "none", "block", "hidden", "visibility", "inline", "width", "height", "px", "em", "rem", "solid"}
_LONGEST_LABEL = 12
_NO_LABEL = {"h1", "title"}
_MOST_COUNT = 9_999


def scrub(page: str, *, keeps_phrases: bool = False) -> tuple[str, Inventor]:
    """The scrubbed page and what invented it, for the page's own address; the same page gives the same copy.

    With `keeps_phrases`, short texts keep the words by which a page says what it is (« Publié le »).
    """
    inventor = Inventor(page, _words(html.unescape(page)))
    scrubber = _Scrubber(inventor, _visible_words(page), DATES_AND_PHRASES if keeps_phrases else DATES)
    scrubber.feed(page)
    scrubber.close()
    return scrubber.text, inventor


class _Scrubber(HTMLParser):
    """Copies a page tag by tag, as written, with everything else invented."""

    def __init__(self, inventor: Inventor, visible: set[str], kept: re.Pattern[str]) -> None:
        super().__init__(convert_charrefs=False)
        self._inventor, self._visible, self._labels = inventor, visible, kept
        self._done: list[str] = []
        self._data = ""
        self._open = ""
        self._script = ""

    @property
    def text(self) -> str:
        return "".join(self._done)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        raw = self.get_starttag_text() or ""
        known = dict(attrs)
        self._open = tag
        self._script = (known.get("type") or "").partition(";")[0].strip().lower()
        name_end = len(tag) + 1
        self._done.append(raw[:name_end] + _ATTRIBUTE.sub(lambda m: self._attribute(tag, known, m), raw[name_end:]))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        self._done.append(f"</{tag}>")
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self._done.append(self._code(data))
        else:
            self._data += data

    def handle_entityref(self, name: str) -> None:
        self._data += html.unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._data += html.unescape(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._flush()
        self._done.append(f"<!--{self._inventor.name(data)}-->")

    def handle_decl(self, decl: str) -> None:
        self._flush()
        self._done.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._flush()
        self._done.append(f"<?{self._inventor.name(data)}>")

    def unknown_decl(self, data: str) -> None:
        self._flush()
        self._done.append(f"<![{self._inventor.name(data)}]>")

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        if self._data:
            self._done.append(html.escape(self._prose(self._data, self._open), quote=False))
        self._data = ""

    def _prose(self, text: str, tag: str = "") -> str:
        """Invented text; a label keeps its dates and counts, and its phrases where they are kept."""
        words = WORD.findall(text)
        is_long = len(words) > _LONGEST_LABEL and len(WORD.findall(DATES.sub(" ", text))) > _LONGEST_LABEL
        if is_long or tag in _NO_LABEL:
            return self._inventor.text(text)
        if len(words) == 1 and words[0].isdecimal() and int(words[0]) <= _MOST_COUNT:
            return text
        return self._inventor.text(text, self._labels)

    def _attribute(self, tag: str, known: dict[str, str | None], match: re.Match[str]) -> str:
        name, equals, quoted = match[1], match[2], match[3]
        if quoted is None:
            return match[0]
        mark = quoted[0] if quoted[0] in "\"'" else ""
        value = html.unescape(quoted[1:-1] if mark else quoted)
        made = self._value(tag, name.lower(), value, known)
        return name + equals + mark + html.escape(made, quote=False).replace('"', "&quot;").replace("'", "&#39;") + mark

    def _value(self, tag: str, name: str, value: str, known: dict[str, str | None]) -> str:
        if name in _KEPT or not WORD.search(value) or IS_DATE.fullmatch(value) or (tag, name) == ("meta", "name"):
            return value
        if name == "class":
            return re.sub(r"\S+", lambda token: self._class(token[0]), value)
        if name in ("itemtype", "itemid", "resource", "about") or name in _URLS or _ADDRESS.match(value):
            return self._inventor.url(value)
        if name == "style":
            return WORD.sub(self._style, value)
        if name in _TEXTS:
            return self._content(value, known) if tag in ("meta", "input") else self._prose(value)
        return self._other(name, value)

    def _other(self, name: str, value: str) -> str:
        """The value of an attribute that nothing but its look describes."""
        if name in _URL_LISTS:
            return re.sub(r"[^\s,]\S*[^\s,]", lambda part: self._listed(part[0]), value)
        if value.lstrip()[:1] in ("{", "["):
            return self._json(value)
        if name.startswith("on"):
            return self._code(value)
        if value.isdecimal() and _MOMENT.search(name):
            return value
        return self._prose(value) if len(value.split()) > 2 else self._inventor.name(value)

    def _content(self, value: str, known: dict[str, str | None]) -> str:
        what = (known.get("name") or known.get("property") or known.get("itemprop") or "").lower()
        plain = {
            "robots",
            "viewport",
            "og:type",
            "og:locale",
            "tdm-reservation",
            "referrer",
            "googlebot",
            "theme-color",
        }
        if what in plain or known.get("http-equiv"):
            return value
        if value.isdecimal() and int(value) <= _MOST_COUNT:
            return value
        return self._inventor.name(value) if what == "generator" else self._prose(value)

    def _style(self, token: re.Match[str]) -> str:
        is_plain = token[0].lower() in _STYLE or token[0].isdecimal()
        return token[0] if is_plain else self._inventor.word(token[0])

    def _listed(self, part: str) -> str:
        return part if re.fullmatch(r"[\d.]+[wx]", part) else self._inventor.url(part)

    def _class(self, token: str) -> str:
        """A class stays, unless it names somebody or something that the page also prints."""
        words = {word for word in fold_words(re.sub(r"[-_:]|(?<=[a-z])(?=[A-Z])", " ", token)).split() if len(word) > 3}
        is_telling = _NAMED_CLASS.match(token.lower()) or (words & self._visible) - STRUCTURE
        return self._inventor.name(token) if is_telling or re.search(r"\d{3}", token) else token

    def _code(self, text: str) -> str:
        if self._open == "script" and (self._script in _JSON_TYPES or "json" in self._script):
            return self._json(text)
        return _CODE.sub(self._code_part, text)

    def _code_part(self, match: re.Match[str]) -> str:
        remark, quoted, identifier, number = match.groups()
        if remark is not None:
            return self._inventor.text(remark)
        if quoted is not None:
            return quoted[0] + self._code_value(quoted[1:-1]) + quoted[-1]
        if identifier is not None:
            return identifier if identifier in CODE or identifier.lower() in STRUCTURE else self._identifier(identifier)
        return number if len(number) < 3 else self._inventor.number(number)

    def _identifier(self, name: str) -> str:
        return self._inventor.name(name)

    def _code_value(self, value: str) -> str:
        if IS_DATE.fullmatch(value) or value in CODE or not WORD.search(value):
            return value
        if _ADDRESS.match(value):
            return self._inventor.url(value)
        return self._inventor.name(value) if len(value.split()) == 1 else self._inventor.text(value)

    def _json(self, text: str) -> str:
        """Scrubbed JSON, its spaces and order kept where it is JSON; else code."""
        try:
            json.loads(text, strict=False)
        except ValueError:
            return _CODE.sub(self._code_part, text)
        done, place, key = [], 0, ""
        for token in re.finditer(r"\"(?:[^\"\\]|\\.)*\"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text, re.DOTALL):
            done.append(text[place : token.start()])
            place = token.end()
            is_key = token[0][0] == '"' and text[place:].lstrip()[:1] == ":"
            if is_key:
                key = str(json.loads(token[0], strict=False))
                done.append(self._json_key(token[0], key))
            else:
                done.append(self._json_value(key, token[0]))
        return "".join((*done, text[place:]))

    def _json_key(self, written: str, key: str) -> str:
        if re.fullmatch(r"[@$]?[A-Za-z][A-Za-z0-9_$@:.-]{0,40}", key):
            return written
        return json.dumps(self._inventor.name(key), ensure_ascii=False)

    def _json_value(self, key: str, written: str) -> str:
        value: Any = json.loads(written, strict=False)
        if not isinstance(value, str):
            is_id = re.search(r"id$|number$", key, re.IGNORECASE) or (
                isinstance(value, int) and abs(value) > _MOST_COUNT
            )
            return re.sub(r"\d{3,}", lambda digits: self._inventor.number(digits[0]), written) if is_id else written
        if key in ("@type", "@context", "interactionType", "inLanguage") or IS_DATE.fullmatch(value):
            return written
        if key == "cssSelector":
            return json.dumps(re.sub(r"[\w-]+", lambda part: self._class(part[0]), value), ensure_ascii=False)
        if value.lower() in ("true", "false") or (
            value.isdecimal() and int(value) <= _MOST_COUNT and not key.endswith("id")
        ):
            return written
        made = self._inventor.url(value) if _ADDRESS.match(value) else self._inventor.text(value)
        return json.dumps(made, ensure_ascii="\\u" in written).replace("</", "<\\/" if "<\\/" in written else "</")


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def _visible_words(page: str) -> set[str]:
    """The words of four letters or more that the page prints, folded, those of its JSON and attributes included."""
    bare = re.sub(r"<(?:script|style)\b(?![^>]*json)[^>]*>.*?</(?:script|style)>", " ", page, flags=re.DOTALL | re.I)
    attributes = " ".join(re.findall(r"(?:content|title|alt)=[\"']([^\"']*)", bare))
    text = html.unescape(re.sub(r"<[^>]*>", " ", bare) + " " + attributes)
    return {word for word in fold_words(text).split() if len(word) > 3}
