"""Tags of an article, from a list, a labelled line, or a line where nothing separates them."""

import re

from crawler.pages import words
from crawler.pages.lines import has_final_stop, tidy
from store.fold import fold_words

_LONGEST_LINE = 180
_LONGEST_TAG = 60
_SEPARATED = re.compile(r"\s*(?:,|;|·|•|\||\s/\s(?=#)|(?<=\w)\s+(?=#))\s*")
_JOINERS = frozenset({
    "/", "&", "-", "–", "de", "du", "des", "d'", "et", "en", "la", "le", "les", "l'", "à", "au", "aux", "pour",
    "sur", "of",
})  # fmt: skip
_VERBS = re.compile(
    r"\b(?:est|sont|ont|a|va|vont|sera|seront|fait|font|veut|peut|doit|doivent|dit|demande|appelle|met|se|ne|pas|"
    r"il|elle|on|qui|que|c'est|"
    r"pourquoi|comment|quand|selon|avec|dans|par|contre|face|entre|un|une|son|ses|leur|leurs|ce|cette|ces)\b"
)


def read_tag_line(text: str, *, certain: bool) -> tuple[str, ...]:
    """The tags of a line, `()` if it reads like anything else.

    Commas, points and « # » separate tags; where nothing does, a capital letter begins one, unless the word before
    it joins (« Assurance maladie / Mutuelles ») or the words are known to stand together. `certain` says that the
    page's order leaves no other reading.
    """
    labelled = read_labelled_tags(text)
    if labelled:
        return labelled
    if len(text) > _LONGEST_LINE or has_final_stop(text) or ":" in text or text[:1] in '«"“-–—•(':
        return ()
    if "©" in text or re.search(r"\w\.\s", text) or words.CAPTION.fullmatch(fold_words(text)):
        return ()
    if not certain and (_VERBS.search(fold_words(text)) or not (text[:1].isupper() or text[:1] == "#")):
        return ()
    return split_tags(text)


def read_labelled_tags(text: str) -> tuple[str, ...]:
    """The tags of a line that says so (« Mots-clés : … », « Étiquettes … »), `()` for any other line."""
    labelled = words.TAG_TITLE.fullmatch(fold_words(text))
    if not labelled:
        return ()
    if labelled["tags"]:
        return split_tags(text.partition(":")[2])
    bare = text.split(None, 1)[1]
    return () if _VERBS.search(fold_words(bare)) else split_tags(bare)


def split_tags(text: str) -> tuple[str, ...]:
    """The tags of a text, in order, without repeats."""
    parts = [part for part in _SEPARATED.split(tidy(text)) if part.strip(" #")]
    if len(parts) == 1 and not text.lstrip().startswith("#"):
        parts = _by_capitals(parts[0])
    cleaned = [tidy(part.lstrip("#")) for part in parts]
    return tuple(dict.fromkeys(part for part in cleaned if part and len(part) <= _LONGEST_TAG))


def _by_capitals(line: str) -> list[str]:
    tags: list[list[str]] = []
    for word in _shielded(line).split():
        previous = tags[-1][-1] if tags else ""
        starts = word[:1].isupper() and not _joins(previous) and not _is_first_name(previous, tags)
        if not tags or starts:
            tags.append([word])
        else:
            tags[-1].append(word)
    return [" ".join(tag).replace("\u2063", " ") for tag in tags]


def _shielded(line: str) -> str:
    """`line` with the spaces inside known many-worded tags made invisible separators."""
    for known in words.LONG_TAGS:
        line = line.replace(known, known.replace(" ", "\u2063"))
    return line


def _joins(word: str) -> bool:
    return word.lower() in _JOINERS or word.endswith(("'", "’", "-"))


def _is_first_name(word: str, tags: list[list[str]]) -> bool:
    return bool(tags) and len(tags[-1]) == 1 and fold_words(word) in words.FIRST_NAMES
