"""A press made up from a seed: other layouts, other accidents, other numbers than the embedded one."""

from datetime import date, timedelta
from random import Random
from typing import get_args

from crawler.demo import words
from crawler.demo.manuscripts import next_day_changes
from crawler.demo.spec import (
    ArticleSpec,
    CommentsMode,
    CommentSpec,
    DebateSpec,
    FeedFault,
    Hazard,
    JsonLd,
    PressSpec,
    SiteSpec,
    Style,
)
from store.fold import fold_words
from store.records import Audience, Block

MOST_DAYS = 90
_SUNDAY = 6
_PARTS = ("page", "header", "main", "kicker", "title", "standfirst", "byline", "date", "body", "question", "pullquote",
          "tags", "wall", "aside", "footer")  # fmt: skip
_MODES: tuple[CommentsMode, ...] = ("logora", "wordpress", "json-ld", "microdata", "drupal", "none")
_HAZARDS: tuple[Hazard, ...] = ("flaky", "moved", "amp-link", "latin-9", "challenge", "disallowed", "reserved-file")


def random_press(seed: int, *, today: date) -> PressSpec:
    """A press of three to five sites drawn from `seed`; the same seed and day give the same press, byte for byte.

    No article comes out on a Sunday. At least one site has comments; each site's oldest articles may meet an
    accident. Slugs and names of sites are unique.
    """
    random = Random(f"press-{seed}")
    names = random.sample([f"{h} {t}" for h in words.SITE_HEADS for t in words.SITE_TAILS], k=random.randint(3, 5))
    modes = random.sample(_MODES, k=len(names))
    sites = tuple(
        _site(random, f"site-{n}", name, mode) for n, (name, mode) in enumerate(zip(names, modes, strict=True))
    )
    articles = [
        _article(random, site, number=number, today=today) for site in sites for number in range(random.randint(4, 9))
    ]
    for site in sites:
        _strike(random, site, articles)
    _republish(random, sites, articles)
    return PressSpec(sites=sites, articles=tuple(articles), changes=next_day_changes(articles))


def _site(random: Random, site_id: str, name: str, mode: CommentsMode) -> SiteSpec:
    feed_path = random.choice(("/rss.xml", "/feed/", "/flux.xml", "/actualites/fil.rss"))
    broken = random.choice(("/rss", "/une.xml", "/feeds/tout"))
    fault: FeedFault = random.choice(get_args(FeedFault))
    announced_only = random.random() < 0.5
    return SiteSpec(
        id=site_id,
        name=name,
        audience=random.choice(get_args(Audience)),
        url_pattern=_url_pattern(random, mode),
        comments=mode,
        sections=tuple(random.sample(("actualites", "sante", "vie-locale", "economie"), k=2)),
        feed_path=feed_path,
        feed_kind=random.choice(("rss", "atom")),
        feed_candidates=(broken,) if announced_only else (broken, feed_path),
        broken_feeds=((broken, fault),),
        sitemap=random.random() < 0.4,
        comments_per_page=random.randint(2, 6),
        rest_open=random.random() < 0.5,
        reserved=("/opinions/",) if random.random() < 0.4 else (),
        tracker=random.choice(words.TRACKERS),
        json_ld=random.choice(get_args(JsonLd)),
        microdata=random.random() < 0.4,
        style=_style(random),
    )


def _url_pattern(random: Random, mode: CommentsMode) -> str:
    """A pattern that the pages of comments of `mode` can be added to: a folder, or an address without query."""
    if mode == "wordpress":
        return words.FOLDER_PATTERN
    return random.choice(words.URL_PATTERNS if mode == "drupal" else (*words.URL_PATTERNS, words.QUERY_PATTERN))


def _style(random: Random) -> Style:
    return Style(
        classes=tuple((part, f"{random.choice(words.CLASS_STEMS)}-{random.randrange(16**4):04x}") for part in _PARTS),
        body_tag=random.choice(("div", "section", "article")),
        question_tag=random.choice(("p", "h3", "div")),
        date_place=random.choice(("top", "byline", "bottom")),
        date_format=random.choice(words.DATE_FORMATS),
        metas=random.random() < 0.5,
    )


def _article(random: Random, site: SiteSpec, *, number: int, today: date) -> ArticleSpec:
    town = random.choice(words.TOWNS)
    subject = random.choice(words.SUBJECTS)
    event, plural = random.choice(words.EVENTS)
    verb = plural if subject == words.PLURAL_SUBJECT else event
    phrase = subject.format(town=town)
    title = f"{phrase[0].upper()}{phrase[1:]} {verb}"
    day = -random.randrange(MOST_DAYS)
    if (today + timedelta(days=day)).weekday() == _SUNDAY:
        day -= 1
    # Addresses keep 70 characters of a slug: the part that makes it unique must be among them.
    folded = "-".join("".join(char if char.isalnum() else " " for char in fold_words(title)).split())
    slug = f"{folded[:48].rstrip('-')}-{site.id}-{number}"
    debate = _debate(random) if site.comments == "logora" and random.random() < 0.5 else None
    return ArticleSpec(
        slug=slug,
        site=site.id,
        day=day,
        hour=f"{random.randrange(6, 23):02d}:{random.randrange(60):02d}",
        kicker=random.choice(words.KICKERS),
        title=title,
        standfirst=_fill(random, random.choice(words.STANDFIRSTS), town),
        byline=tuple({_name(random, words.FAMILY_NAMES): None for _ in range(random.randint(1, 2))}),
        tags=tuple(random.sample(words.TAGS, k=random.randint(1, 3))),
        paywall="partial" if random.random() < 0.2 else "free",
        debate=debate,
        blocks=_blocks(random, town),
        comments=() if site.comments == "none" else _comments(random, town, debate),
        updated_after_h=random.uniform(1, 20) if random.random() < 0.3 else None,
    )


def _blocks(random: Random, town: str) -> tuple[Block, ...]:
    """An interview or a report. The first block is always a paragraph."""
    drawn = random.sample(words.FACTS, k=2 * random.randint(3, 6))
    facts = [f"{first} {second}" for first, second in zip(drawn[::2], drawn[1::2], strict=True)]
    if random.random() < 0.3:
        return _interview(random, town, opening=facts[0])
    blocks = [Block(kind="paragraph", text=_fill(random, fact, town)) for fact in facts]
    for quote in random.sample(words.QUOTES, k=random.randint(1, 2)):
        text = quote.format(who=f"{random.choice(('le Dr', 'la Dre'))} {random.choice(words.FAMILY_NAMES)}")
        blocks.insert(random.randint(1, len(blocks)), Block(kind="paragraph", text=text))
    if random.random() < 0.5:
        blocks.insert(random.randint(1, len(blocks) - 1), Block(kind="heading", text=random.choice(words.HEADINGS)))
    return tuple(blocks)


def _interview(random: Random, town: str, *, opening: str) -> tuple[Block, ...]:
    doctor = f"Dre {random.choice(words.FAMILY_NAMES)}"
    blocks = [Block(kind="paragraph", text=_fill(random, opening, town))]
    for turn, (question, answer) in enumerate(zip(random.sample(words.QUESTIONS, k=3), words.ANSWERS, strict=False)):
        blocks.append(Block(kind="question", text=question))
        speaker = doctor if turn == 0 else None
        blocks.append(Block(kind="answer", text=_fill(random, answer, town), speaker=speaker))
    return tuple(blocks)


def _debate(random: Random) -> DebateSpec:
    positions = ("Oui", "Non", "Sans opinion")[: random.randint(2, 3)]
    votes = tuple(random.randrange(5, 900) for _ in positions)
    return DebateSpec(question=random.choice(words.DEBATES), positions=positions, votes=votes)


def _comments(random: Random, town: str, debate: DebateSpec | None) -> tuple[CommentSpec, ...]:
    comments: list[CommentSpec] = []
    for number in range(random.choice((0, 1, 4, 9, 16))):
        parent = random.choice(comments) if comments and random.random() < 0.35 else None
        side = random.choice(("Oui", "Non", None))
        bank = words.REPLIES if parent else words.COMMENTS[side]
        comments.append(
            CommentSpec(
                key=f"c{number}",
                reply_to=parent.key if parent else None,
                author=_name(random, words.READER_NAMES),
                role=random.choice(words.ROLES),
                points=random.choice((None, random.randrange(5, 4000))),
                badge=random.choice(words.BADGES),
                hours_after=round((parent.hours_after if parent else 0.0) + random.uniform(0.2, 40.0), 2),
                votes=random.randrange(40),
                position=(side or "Oui") if debate and not parent else None,
                edited=random.random() < 0.05,
                deleted=random.random() < 0.05,
                text=_fill(random, random.choice(bank), town),
            )
        )
    return tuple(comments)


def _strike(random: Random, site: SiteSpec, articles: list[ArticleSpec]) -> None:
    """Gives up to two articles of `site` an accident, never one that needs a rule the site has not declared."""
    own = [n for n, article in enumerate(articles) if article.site == site.id]
    possible = [hazard for hazard in _HAZARDS if hazard != "reserved-file" or site.reserved]
    for n, hazard in zip(random.sample(own, k=2), random.sample(possible, k=2), strict=True):
        articles[n] = _changed(articles[n], hazard=hazard)


def _republish(random: Random, sites: tuple[SiteSpec, ...], articles: list[ArticleSpec]) -> None:
    """Makes one plain article a retitled copy, out a few hours later, of another site's plain report."""
    plain = [n for n, article in enumerate(articles) if article.hazard is None and article.paywall == "free"]
    source = random.choice(plain)
    others = [n for n in plain if articles[n].site != articles[source].site]
    if not others:
        return
    copy = random.choice(others)
    title = f"Hors convention : {articles[source].title[0].lower()}{articles[source].title[1:]}"
    changed = {"wire_of": articles[source].slug, "blocks": articles[source].blocks, "title": title}
    articles[copy] = _changed(articles[copy], day=articles[source].day, hour="23:15", **changed)


def _changed(article: ArticleSpec, **values: object) -> ArticleSpec:
    return ArticleSpec(**(vars(article) | values))


def _name(random: Random, family_names: tuple[str, ...]) -> str:
    return f"{random.choice(words.FIRST_NAMES)} {random.choice(family_names)}"


def _fill(random: Random, text: str, town: str) -> str:
    return text.format(
        town=town,
        n=random.randrange(3, 60),
        m=random.randrange(1, 30),
        share=random.randrange(11, 95),
        price=random.randrange(40, 121, 5),
    )
