"""Invented words, numbers and addresses of the same length as the real ones, always the same for one page."""

import hashlib
import re
from urllib.parse import urlsplit

from crawler.structure import KEPT_HOSTS, SEGMENTS, STRUCTURE

WORD = re.compile(r"[^\W\d_]+|\d+")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[^\W\d_]+|\d+")
_CONSONANTS, _VOWELS = "bcdfglmnprstvz", "aeiou"
_EXTENSION = re.compile(
    r"\.(?:x?html?|phtml|php\d?|aspx?|js|css|xml|rss|json|jpe?g|png|gif|webp|svg|ico|pdf|amp)$", re.I
)
_MOST_TRIES = 200
# Below these, any number is somebody's.
_PEOPLE = frozenset(
    {"user", "users", "utilisateur", "utilisateurs", "profile", "profil", "profils", "member", "members", "membre",
     "membres", "author", "authors", "auteur", "auteurs", "people", "u"}
)  # fmt: skip
_SHORTEST_HOST = 9


class Inventor:
    """Replaces the words, numbers and addresses of one page; what it invents is no word of that page."""

    def __init__(self, page: str, words: set[str]) -> None:
        """`words` are all those of the page, in lower case; the seed is the page, so that none can be guessed."""
        self._seed = hashlib.sha256(page.encode("utf-8", "surrogatepass")).digest()
        self._taken = words
        self._known: dict[str, str] = {}

    def word(self, word: str) -> str:
        """A word of the same length and capitals."""
        lower = word.lower()
        if lower not in self._known:
            self._known[lower] = self._new_word(lower)
        made = self._known[lower]
        return "".join(new.upper() if old.isupper() else new for old, new in zip(word, made, strict=True))

    def number(self, digits: str) -> str:
        """Another number of as many digits, never starting with more zeros."""
        if digits not in self._known:
            drawn = [str(byte % 10) for byte in self._bytes("n" + digits, len(digits))]
            made = [digit if digit == "0" and index == 0 else new for index, (digit, new)
                    in enumerate(zip(digits, drawn, strict=True))]  # fmt: skip
            if made[0] == "0" and digits[0] != "0":
                made[0] = "4"
            if "".join(made) == digits:
                made[-1] = str((int(made[-1]) + 1) % 10)
            self._known[digits] = "".join(made)
        return self._known[digits]

    def text(self, text: str, kept: re.Pattern[str] | None = None) -> str:
        """A text whose words and numbers are invented, but for the spans that `kept` matches."""
        if kept is None:
            return WORD.sub(self._token, text)
        done, place = [], 0
        for span in kept.finditer(text):
            done += [WORD.sub(self._token, text[place : span.start()]), span[0]]
            place = span.end()
        return "".join((*done, WORD.sub(self._token, text[place:])))

    def name(self, name: str) -> str:
        """An id, class or key: its words of markup stay, its others and its numbers of three digits are invented."""
        return _PARTS.sub(self._part, name)

    def url(self, address: str) -> str:
        """An address of invented site and words; its shape, dates and file kinds stay, and platforms' own hosts."""
        lead = address[: len(address) - len(address.lstrip())]
        value = address.strip()
        scheme, colon, rest = value.partition(":")
        if scheme.lower() == "data" and colon:
            kind, comma, payload = rest.partition(",")
            return f"{lead}data:{kind}{comma}{'A' * len(payload)}"
        if scheme.lower() in ("javascript", "mailto", "tel", "sms", "whatsapp") and colon:
            return f"{lead}{scheme}:{self.text(rest)}"
        try:
            parts = urlsplit(value)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return self.text(address)
        start = (f"{parts.scheme}:" if parts.scheme else "") + (f"//{self.host(host, port)}" if parts.netloc else "")
        query = "?" + self._query(parts.query) if parts.query else ""
        fragment = f"#{self.name(parts.fragment)}" if parts.fragment else "#" if value.endswith("#") else ""
        return lead + start + self._path(parts.path) + query + fragment

    def host(self, host: str, port: int | None = None) -> str:
        """A host that cannot exist (`.invalid`), of the same length where it has nine characters."""
        end = f":{port}" if port else ""
        known = next((kept for kept in KEPT_HOSTS if host == kept or host.endswith("." + kept)), None)
        if known:
            inner = host[: -len(known)]
            return (inner if inner.rstrip(".") in STRUCTURE or not inner else self.text(inner)) + known + end
        if not re.search(r"[a-z]", host) or host == "localhost":
            return host + end
        front = "www." if host.startswith("www.") else ""
        bare = host.removeprefix("www.")
        letters = self._letters("h" + bare, max(1, len(bare) - _SHORTEST_HOST + 1))
        return f"{front}{letters}.invalid{end}"

    def _path(self, path: str) -> str:
        segments = path.split("/")
        return "/".join(
            self.number(segment) if segment.isdecimal() and before.lower() in _PEOPLE else self._segment(segment)
            for before, segment in zip(["", *segments], segments, strict=False)
        )

    def _segment(self, segment: str) -> str:
        found = _EXTENSION.search(segment)
        stem, end = (segment[: found.start()], found[0]) if found else (segment, "")
        if stem.isdecimal():
            return self._digits(stem) + end
        if SEGMENTS.fullmatch(stem) or stem.lower() in STRUCTURE:
            return segment if not re.search(r"\d{5}", stem) else self.name(stem) + end
        return WORD.sub(lambda token: self._path_token(token[0]), stem) + end

    def _path_token(self, token: str) -> str:
        return self._digits(token) if token.isdecimal() else self.word(token)

    def _query(self, query: str) -> str:
        pairs = [pair.partition("=") for pair in query.split("&")]
        return "&".join(name + equals + (value if value.lower() in STRUCTURE else self._path(value))
                        for name, equals, value in pairs)  # fmt: skip

    def _part(self, match: re.Match[str]) -> str:
        part = match[0]
        if part.isdecimal():
            return self._digits(part)
        return part if part.lower() in STRUCTURE else self.word(part)

    def _digits(self, digits: str) -> str:
        """Page numbers, levels and years stay."""
        is_year = len(digits) == 4 and 1990 <= int(digits) <= 2039
        return digits if len(digits) < 3 or is_year else self.number(digits)

    def _token(self, match: re.Match[str]) -> str:
        return self.number(match[0]) if match[0].isdecimal() else self.word(match[0])

    def _new_word(self, word: str) -> str:
        for attempt in range(_MOST_TRIES):
            made = self._letters(f"{attempt}{word}", len(word))
            if made not in self._taken:
                return made
        return self._letters("last" + word, len(word))

    def _letters(self, what: str, length: int) -> str:
        drawn = self._bytes("w" + what, length + 1)
        sets = (_CONSONANTS, _VOWELS) if drawn[-1] % 3 or length < 3 else (_VOWELS, _CONSONANTS)
        return "".join(sets[index % 2][byte % len(sets[index % 2])] for index, byte in enumerate(drawn[:length]))

    def _bytes(self, what: str, length: int) -> bytes:
        return hashlib.shake_128(self._seed + what.encode("utf-8", "surrogatepass")).digest(length)
