"""Addresses: every view and filter stands in the URL, in French words."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from urllib.parse import quote_plus

from dashboard.names import AUDIENCES, STANCE_WORDS, USE_WORDS, VOICE_WORDS, slug_of
from store.queries.filters import Filters
from store.queries.passages import Among, Question
from store.verdicts import Voice

ALL = "tous"
HOME_VIEW = "matin"  # stands at the root
Params = Mapping[str, str]
_VOICES: Mapping[str, Voice] = {word: voice for voice, word in VOICE_WORDS.items()}
ARTICLES = "articles"  # the press and those it quotes together, counted in articles
AMONG_WORDS: Mapping[Among, str] = {"against-us": "contre-nous", "ours": "notres", "others": "autres"}
_AMONG: Mapping[str, Among] = {word: among for among, word in AMONG_WORDS.items()}


def link(view: str, **params: object) -> str:
    """The address of a view, relative to any other; empty parameters are left out."""
    path = "./" if view == HOME_VIEW else view
    kept = {name.rstrip("_"): str(value) for name, value in params.items() if value not in (None, "", False)}
    return f"{path}?{_encode(kept)}" if kept else path


def _encode(params: Params) -> str:
    return "&".join([f"{name}={_quote(value)}" for name, value in params.items()])


# A page repeats the same few words in thousands of addresses.
_quote = lru_cache(maxsize=4096)(quote_plus)


def read_day(params: Params, name: str) -> date | None:
    """The day a parameter says, or `None` when it says none."""
    try:
        return date.fromisoformat(params.get(name, ""))
    except ValueError:
        return None


def read_page(params: Params) -> int:
    """The page asked for, from 1."""
    text = params.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def read_filters(params: Params, *, first_on: date, last_on: date, default_audience: str) -> Filters:
    """The filters of an address; what it does not say, or says wrongly, takes the defaults given."""
    first, last = read_day(params, "du") or first_on, read_day(params, "au") or last_on
    if first > last:
        first, last = last, first
    audience = params.get("public", default_audience)
    if audience != ALL and audience not in AUDIENCES:
        audience = default_audience
    sources = tuple(filter(None, params.get("source", "").split(",")))
    return Filters(
        first_on=first, last_on=last, audiences=() if audience == ALL else (audience,),
        sources=sources, unique_only=params.get("reprises") == "sans",
        undated_only=params.get("dates") == "sans",
    )  # fmt: skip


def filter_params(filters: Filters) -> dict[str, str]:
    """The words of an address that `read_filters` reads back to the same filters."""
    params = {
        "public": filters.audiences[0] if filters.audiences else ALL,
        "du": filters.first_on.isoformat(),
        "au": filters.last_on.isoformat(),
    }
    if filters.sources:
        params["source"] = ",".join(filters.sources)
    if filters.unique_only:
        params["reprises"] = "sans"
    if filters.undated_only:
        params["dates"] = "sans"
    return params


def read_question(params: Params) -> Question:
    """The number whose passages an address asks for."""
    argument, point = params.get("argument", ""), params.get("message", "")
    said, among = params.get("voix", ""), _AMONG.get(params.get("qui", ""), "")
    voice: Voice = "press" if said == ARTICLES else _VOICES.get(said, "reader")
    if point:
        return Question(
            voice=voice, point=point, thread=params.get("fil", ""), speaker=params.get("locuteur", ""),
            quoted_too=said == ARTICLES, among=among if among in ("ours", "others") else "",
        )  # fmt: skip
    return Question(
        voice=voice,
        quoted_too=said == ARTICLES,
        repeated=params.get("repetes") == "seuls",
        among=among if argument and among == "against-us" else "",
        target="" if argument else params.get("cible", ""),
        stance="" if argument else slug_of(STANCE_WORDS, params.get("position", "")),
        argument=argument,
        use=slug_of(USE_WORDS, params.get("usage", "")) if argument else "",
        thread=params.get("fil", ""),
        speaker=params.get("locuteur", ""),
    )


def question_params(question: Question) -> dict[str, str]:
    """The words of an address that `read_question` reads back to the same question."""
    words = {
        "voix": ARTICLES if question.quoted_too else VOICE_WORDS[question.voice], "cible": question.target,
        "position": STANCE_WORDS.get(question.stance, ""), "argument": question.argument,
        "usage": USE_WORDS.get(question.use, ""), "message": question.point, "fil": question.thread,
        "locuteur": question.speaker, "qui": AMONG_WORDS.get(question.among, ""),
        "repetes": "seuls" if question.repeated else "",
    }  # fmt: skip
    return {name: word for name, word in words.items() if word}


def passages_link(question: Question, filters: Filters, *, by_article: bool = False) -> str:
    """Where the passages behind a number are read, or the articles where they stand."""
    by = "articles" if by_article or question.quoted_too else ""
    return f"passages?{_encode_question(question)}&{_encode_filters(filters)}" + (f"&par={by}" if by else "")


# A table of weeks asks the same few questions of each week, and a table of numbers each question of one period.
@lru_cache(maxsize=1024)
def _encode_question(question: Question) -> str:
    return _encode(question_params(question))


@lru_cache(maxsize=1024)
def _encode_filters(filters: Filters) -> str:
    return _encode(filter_params(filters))


def morning_link(question: Question, day: date, *, audience: str = "") -> str:
    """Where the passages behind a number of « Ce matin » are read; an empty audience means all."""
    return link("passages", **question_params(question), matin=day.isoformat(), public=audience)
