"""The catalogue: one TOML file a source, read with its rules."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from crawler.pages.selected import Selected, check_selector
from store.records import Audience

MIN_DELAY_S = 1.0
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_VERIFIED = re.compile(r"never|\d{4}-\d{2}-\d{2}")
Platform = Literal[
    "logora", "wordpress", "drupal", "spip", "blogger", "disqus", "json-ld", "microdata", "generic",
    "coral", "openweb", "viafoura", "graphcomment", "hyvor", "lemonde", "none",
]  # fmt: skip


class SourceError(ValueError):
    """A source file breaks a rule; one line that names the file, the key, the value and the rule."""


class CommentsAccess(BaseModel):
    """Where the comments of a source are read; `key_env` names the environment variable that holds a granted key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    platform: Platform | None = None
    api_base: str | None = None
    render_base: str | None = None
    key_env: str | None = None
    shortname: str | None = None

    @field_validator("api_base", "render_base")
    @classmethod
    def _is_web(cls, value: str | None) -> str | None:
        return value if value is None else _web_address(value).rstrip("/")


class Archives(BaseModel):
    """Where older pages are listed, for a backfill only.

    `indexes` are addresses with {year} {month} {day} (padded) or {page} (from 1), `search` one with {query} and, where
    results are paged, {page}.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sitemaps: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    search: str | None = None

    @field_validator("sitemaps")
    @classmethod
    def _all_web(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_web_address(url) for url in value)

    @field_validator("indexes")
    @classmethod
    def _move(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_pattern(url, ("year", "month", "day", "page"), needs=("year", "page")) for url in value)

    @field_validator("search")
    @classmethod
    def _asks(cls, value: str | None) -> str | None:
        return value if value is None else _pattern(value, ("query", "page"), needs=("query",))

    def addresses(self) -> tuple[str, ...]:
        """Every address or pattern of one."""
        return (*self.sitemaps, *self.indexes, *((self.search,) if self.search else ()))


class Source(BaseModel):
    """One site.

    `tier` 1 reads pages and comments, 2 only what feeds announce (title, date, standfirst), 3 only title and date.
    `include` and `exclude` are patterns of paths as in robots.txt (`*` any run, `$` the end). `hosts` are
    host[:port]; pages are asked for nowhere else. `verified_on` is the day somebody saw the source work, or « never ».
    `selectors` are CSS, the last word on a field where the general rules fail: `body` is the text's container, `drop`
    what to leave out. `access` is « free » where the site reserves no article: its pages then need not say so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(min_length=1)
    homepage: str
    hosts: tuple[str, ...] = Field(min_length=1)
    kind: Literal["press", "institution", "actor"] = "press"
    language: str = "fr"
    audience: Audience
    tier: Literal[1, 2, 3]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    archives: Archives = Archives()
    comments: CommentsAccess = CommentsAccess()
    delay_s: float = 3.0
    verified_on: str = "never"
    access: Literal["free", "unknown"] = "unknown"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    selectors: dict[Selected, Annotated[str, AfterValidator(check_selector)]] = Field(default_factory=dict)

    @field_validator("homepage")
    @classmethod
    def _homepage_is_web(cls, value: str) -> str:
        return _web_address(value)

    @field_validator("feeds", "sitemaps")
    @classmethod
    def _all_web(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_web_address(url) for url in value)

    @field_validator("hosts")
    @classmethod
    def _bare_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not re.fullmatch(r"(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?", host):
                raise ValueError(f"{host!r} is not a bare host[:port] in lower case")
        return value

    @field_validator("verified_on")
    @classmethod
    def _never_or_day(cls, value: str) -> str:
        if not _VERIFIED.fullmatch(value):
            raise ValueError("must be 'never' or a day as 2026-11-22")
        return value

    @model_validator(mode="after")
    def _is_polite(self) -> Self:
        everywhere = self.known_hosts()
        is_local = all(is_loopback(host) for host in everywhere)
        if self.delay_s < MIN_DELAY_S and not (is_local and self.delay_s >= 0):
            raise ValueError(f"'delay_s' is {self.delay_s}, the minimum is {MIN_DELAY_S} (politeness rule)")
        if host_of(self.homepage) not in self.hosts:
            raise ValueError(f"'homepage' is on {host_of(self.homepage)!r}, which 'hosts' does not list")
        return self

    def _api_bases(self) -> tuple[str, ...]:
        return tuple(url for url in (self.comments.api_base, self.comments.render_base) if url)

    def known_hosts(self) -> frozenset[str]:
        """Every host[:port] that this source may send us to: its pages, feeds, sitemaps, archives, comment service."""
        urls = (*self.feeds, *self.sitemaps, *self.archives.addresses(), *self._api_bases())
        return frozenset((*self.hosts, *(host_of(url) for url in urls)))


def packaged_sources() -> Path:
    """The folder of the source files that `vigie init` copies into an installation."""
    return Path(str(resources.files("crawler"))) / "sources"


def load_sources(folder: Path) -> list[Source]:
    """The sources of a folder, in the order of their ids.

    Raises:
        SourceError: a file breaks a rule, or two files have the same id.
    """
    sources, errors = read_sources(folder)
    if errors:
        raise errors[0]
    return sources


def read_sources(folder: Path) -> tuple[list[Source], list[SourceError]]:
    """The sources that can be read, in the order of their ids, and what is wrong with the other files."""
    sources: dict[str, Source] = {}
    errors: list[SourceError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            source = load_source(path)
        except SourceError as error:
            errors.append(error)
            continue
        if source.id in sources:
            errors.append(SourceError(f"{path.name}: 'id' is {source.id!r}, another file has it; ids must be unique"))
            continue
        sources[source.id] = source
    return [sources[name] for name in sorted(sources)], errors


def load_source(path: Path) -> Source:
    """The source of one file.

    Raises:
        SourceError: the file is not TOML or breaks a rule.
    """
    try:
        return Source.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name}: not a TOML file in UTF-8 ({error})") from error
    except ValidationError as error:
        raise SourceError(f"{path.name}: {_first_fault(error)}") from error


def host_of(url: str) -> str:
    """host[:port] of a web address in lower case, without the port that goes without saying; '' for what is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a port of six digits, half a bracket
        return ""
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, 80, 443) else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether host[:port] is this machine."""
    return (urlsplit(f"//{host}").hostname or "") in _LOOPBACK


def source_of(url: str, sources: list[Source]) -> Source | None:
    """The source whose site holds an address, `None` for a stranger."""
    host = host_of(url)
    return next((source for source in sources if host in source.hosts), None)


def as_row(source: Source) -> dict[str, Any]:
    """The source as the database keeps it for the dashboard."""
    return {
        "id": source.id,
        "name": source.name,
        "homepage": source.homepage,
        "audience": source.audience,
        "tier": source.tier,
        "comments_platform": source.comments.platform,
        "verified_on": None if source.verified_on == "never" else source.verified_on,
    }


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not an http(s) address")
    return value


def _pattern(value: str, known: tuple[str, ...], *, needs: tuple[str, ...]) -> str:
    """An address with holes that we know how to fill."""
    holes = set(re.findall(r"\{([^}]*)\}", value))
    if holes - set(known):
        raise ValueError(f"{value!r}: unknown hole {{{sorted(holes - set(known))[0]}}}; known: {', '.join(known)}")
    if not holes & set(needs):
        raise ValueError(f"{value!r} needs one of {', '.join('{' + name + '}' for name in needs)}")
    return _web_address(value)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"])
    rule = fault["msg"].removeprefix("Value error, ")
    return f"'{where}' is {fault['input']!r:.80}: {rule}" if where else rule
