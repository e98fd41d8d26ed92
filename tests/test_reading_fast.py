"""What makes the reading of pages fast changes nothing of what is read or saved."""

import asyncio
import unicodedata
from datetime import UTC, datetime
from random import Random

import pytest
from sqlite_utils import Database

from crawler.catalogue import Source, as_row
from crawler.comments import take_thread
from crawler.dates import has_date_form
from crawler.jobs import CrawlContext, Job, PageFound
from crawler.pages import date_forms as forms
from crawler.pages.date_readings import BUILDERS
from crawler.pages.html_tree import Finder, having, parse, remove, take
from crawler.pages.outside import parsable
from crawler.pages.parts import next_part
from crawler.pages.paths import select, walked_once
from crawler.pages.questions import says_interview
from crawler.pages.words import INTERVIEW
from crawler.pipeline import SavingPipeline
from crawler.readers import PageReaders, ReadPage
from store.articles import Origin
from store.database import one, put_row, rows, savepoint, transaction
from store.fold import fold, fold_aligned, fold_char, fold_words, squeeze
from store.records import Article, Block
from store.writes import save_sources, start_run

NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
TEXT = "Le conseil municipal de Corbelune a voté hier soir le prêt d'un local au cabinet du bourg, pour trois ans. " * 4
REMARKS = (
    "Deux ans que nous attendons ici.",
    "Personne ne remplace le médecin parti.",
    "Bravo à la garde du dimanche.",
)


def page(title: str) -> bytes:
    comments = "".join(
        f'<li id="comment-{number}" class="comment"><b class="fn">Ondine {number}</b> '
        f'<time datetime="2026-11-2{number}T08:05:00+01:00">2{number}/11/2026 à 8h05</time><p>{remark}</p></li>'
        for number, remark in enumerate(REMARKS)
    )
    return (
        f'<html lang="fr"><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{TEXT}</p></article>'
        f'<section><h2>3 commentaires</h2><ol class="commentlist">{comments}</ol></section></body></html>'
    ).encode()


@pytest.mark.parametrize(
    "text", ["ÉTÉ à l’Œuvre", "ΑΣ ℌ İ ﬁ", "tab\tet `accent`", "ｒｅｓ", "ça–là\u202f!", "cafe\u0301", "ABC9"]
)
def test_a_text_is_folded_as_its_characters_are(text: str) -> None:
    assert fold(text) == "".join(map(fold_char, text))


@pytest.mark.parametrize(
    "path",
    [
        "//p[@class]", "//*[@id or @class]", "//nav | //li[a] | //@class/..", ".//p[not(ancestor::nav)]",
        "//article[.//h1[@class]]//p[@class]", "//div[p[1]]", "//p[1]", "//a[contains(@href, '//x')] | .//*[@id]",
    ],
)  # fmt: skip
def test_a_path_said_as_one_walk_finds_the_same_elements(path: str) -> None:
    markup = (
        "<nav><li><a href='http://x/'>a</a></li></nav><article id=one><h1 class=t>t</h1><p class=x>p<p>q</article>"
        "<div id=two><p id=three>r</p><p>s</p></div>"
    )
    for element in (parse(markup), parse(markup).find(".//article"), parse(markup).find(".//div")):
        assert element is not None
        assert select(element, path) == element.xpath(path)


def test_a_condition_that_counts_is_left_as_it_is() -> None:
    assert walked_once("//p[1] | //a[last()] | .//li[a]") == "//p[1] | //a[last()] | descendant::li[a]"


@pytest.mark.parametrize(
    "text",
    ["La suite est réservée à nos ABONNÉS", "re\u0301serve\u0301", "soft\u00adhyphen", "il\u202fvous reste 80\u00a0%"],
)
def test_a_first_look_misses_nothing_that_folding_finds(text: str) -> None:
    wanted = fold_words(unicodedata.normalize("NFC", text)).replace(" ", "").replace("\u00ad", "")
    assert wanted.encode("ascii", "ignore") in squeeze(text)


def test_a_thread_read_once_is_taken_out_of_the_article_as_one_read_anew() -> None:
    raw = page("Le bourg garde son médecin").decode()
    known, anew = parse(raw), parse(raw)
    taken = take_thread(known, raw, url=None, fetched_at=NOW)
    again = take_thread(anew, None, url=None, fetched_at=NOW)
    assert [one.text_content() for one in taken] == [one.text_content() for one in again] != []
    assert known.text_content() == anew.text_content()


def test_each_of_many_pages_read_at_once_gets_its_own_answer() -> None:
    titles = [f"Le bourg numéro {number} garde son médecin" for number in range(12)]

    async def read_all(readers: PageReaders) -> list[ReadPage]:
        url = "https://bourg.example/actu/"
        waiting = (
            readers.read(page(title), url=f"{url}{title[16:18]}", fetched_at=NOW, selectors={}) for title in titles
        )
        return list(await asyncio.gather(*waiting))

    readers = PageReaders(few=0, processes=2)
    try:
        found = asyncio.run(read_all(readers))
    finally:
        readers.close()
    assert [one.article.title for one in found] == titles
    assert {len(one.printed.comments) for one in found} == {3}


def test_what_fails_in_a_batch_takes_nothing_else_with_it(fresh_db: Database) -> None:
    with transaction(fresh_db):
        for url in ("https://un.example/", "https://deux.example/", "https://trois.example/"):
            try:
                with savepoint(fresh_db):
                    put_row(fresh_db, "fetches", fetched(url), pk="url")
                    if "deux" in url:
                        raise ValueError(url)
            except ValueError:
                continue
    assert [row["url"] for row in rows(fresh_db, "select url from fetches order by rowid")] == [
        "https://un.example/", "https://trois.example/",
    ]  # fmt: skip


def test_a_row_put_again_keeps_the_values_that_are_not_given(fresh_db: Database) -> None:
    put_row(fresh_db, "fetches", fetched("https://un.example/") | {"etag": "a"}, pk="url")
    put_row(fresh_db, "fetches", fetched("https://un.example/") | {"http_status": 304}, pk="url")
    assert one(fresh_db, "select http_status, etag from fetches") == {"http_status": 304, "etag": "a"}


def test_a_page_that_cannot_be_saved_is_a_failure_of_its_source_alone(fresh_db: Database) -> None:
    jobs = [Job(source=source(name)) for name in ("un", "deux", "trois")]
    save_sources(fresh_db, [as_row(job.source) for job in jobs])
    run_id = start_run(fresh_db, "crawl")
    pipeline = SavingPipeline(CrawlContext(db=fresh_db, key=b"k" * 32, run_id=run_id, jobs=jobs, since=None))
    titles = ("Le bourg garde son médecin", None, "Le bourg perd son médecin")
    statements: list[str] = []
    fresh_db.conn.set_trace_callback(statements.append)

    async def save_all() -> None:
        items = [found(job, title) for job, title in zip(jobs, titles, strict=True)]
        await asyncio.gather(*(pipeline.process_item(item) for item in items))

    asyncio.run(save_all())
    assert [row["title"] for row in rows(fresh_db, "select title from articles order by rowid")] == [
        titles[0],
        titles[2],
    ]
    assert [row["source_id"] for row in rows(fresh_db, "select source_id from failures")] == ["deux"]
    assert [job.counts["articles"] for job in jobs] == [1, 0, 1]
    assert sum(statement.lower().startswith("commit") for statement in statements) == 1


def source(name: str) -> Source:
    return Source(id=name, name=name, homepage=f"https://{name}.example/", hosts=(f"{name}.example",),
                  audience="local", tier=1)  # fmt: skip


def found(job: Job, title: str | None) -> PageFound:
    article = Article(
        url=f"{job.source.homepage}a",
        canonical_url=None,
        site=None,
        title=title,
        blocks=(Block(kind="paragraph", text=TEXT),),
    )
    return PageFound(job=job, article=article, origin=Origin(audience="local", source_id=job.source.id))


def fetched(url: str) -> dict[str, object]:
    return {"url": url, "kind": "page", "fetched_at": "2026-11-25T06:00:00+00:00", "http_status": 200,
            "decision": "fetched"}  # fmt: skip


def test_folding_a_text_gives_what_folding_each_of_its_characters_gives() -> None:
    western = "".join(map(chr, range(0x20, 0x250))) + "Œœ’‘“”«»…–—€™ŠŽŸ\u00a0\u202f\u2009\u200b\ufeff\t\r\n`"
    for text in (western, *western, "Cœur d’été à 12 h 30 – « ½ »…", "Σίσυφος, ℌ, Ж et l’œuf"):
        if "Σ" not in text:  # the lower case of one letter may depend on the next
            assert fold(text) == "".join(map(fold_char, text)), repr(text)
        assert fold_words(text) == " ".join(fold(text).split())


def test_classes_are_found_as_words_or_parts_in_the_order_of_the_page() -> None:
    finder = Finder(
        parse(
            '<div class="Entry-TAGS"><a>un</a><p class="tags"><a>deux</a></p></div><p class="my tags\nlist"><a>trois'
            '</a></p><h2 class="etags"><a>quatre</a></h2>'
        )
    )
    assert [one.tag for one in finder.find(having("=tags"))] == ["p", "p"]
    assert [one.tag for one in finder.find(having("tags", tag="h2"))] == ["h2"]
    assert [one.text for one in finder.find(having("entry-tags =tags", inside="a"))] == ["un", "deux", "trois"]
    assert finder.first_text("//aside", having("=tags")) == "deux"


def test_a_page_that_one_reader_takes_is_parsed_anew_for_the_next() -> None:
    markup = "<p>un</p><p>deux</p>"
    for element in take(markup).xpath("//p"):
        remove(element)
    assert [one.text for one in parse(markup).iter("p")] == ["un", "deux"]


@pytest.mark.parametrize("text", ["a\x0bb", "a\x00b", "é\ufffe", "é\uffff", "a\x1fb", "\ud800", "a\tb\r\n", "\ufffd !"])
def test_a_quick_look_finds_every_character_that_a_tree_refuses(text: str) -> None:
    kept = [char for char in text if char in "\t\r\n" or (char >= " " and char not in "\ufffe\uffff\ud800")]
    assert (parsable(text) == text) == (kept == list(text))


@pytest.mark.parametrize(
    "wording",
    [
        "propos recueillis par", "une interview", "entretien", "il se confie a nous", "qui a repondu aux questions",
        "qui nous a accorde", "trois questions a", "la conversation avec lui", "repond a nos questions",
        "rencontre avec",
    ],
)  # fmt: skip
def test_a_wording_of_interviews_is_found_behind_its_pieces(wording: str) -> None:
    assert says_interview(wording) == (INTERVIEW.search(wording) is not None)


def test_an_address_of_the_second_part_is_found_in_the_tree_whatever_its_quotes() -> None:
    for href in ("href=/bourg/2", "HREF = '/bourg/2'", 'href="/bourg/%32"', 'href="/bourg?page=2&amp;x=1"'):
        html = f"<html><body><a {href}>Page suivante</a><a href='/menu-2'>menu</a></body></html>"
        found = next_part(html, first_url="https://journal.example/bourg", number=2)
        assert (found is not None) == ("%32" not in href and "x=1" not in href)


def test_forms_of_dates_are_found_whatever_is_looked_for_first() -> None:
    drawn = Random(7)
    numbers = ("2", "12", "31", "98", "1998", "2026", "24", "10h30", "12:05", "2026-07-26", "26/07/2026", "5e")
    others = ("le", "à", "er", "en", "annee", "il y a", "hier", "ago", "days", "jours", "et", "personnes", "dossier")
    pieces = (*forms.MONTHS, *forms.WEEKDAYS, *numbers * 4, *others, "/", "-", ".", ",", "@", "·", "t08:00z")
    for _ in range(3000):
        text = drawn.choice((" ", "", " ")).join(drawn.choice(pieces) for _ in range(drawn.randint(2, 7)))
        assert has_date_form(text) == any(pattern.search(fold(text)) for _, pattern, _ in BUILDERS), text


def test_a_text_that_folds_in_place_keeps_its_positions() -> None:
    letters = "aàÀçÇœŒßİıſ’ʼ‘–—…½€ \u00a0\u00ad\u0301\u200b\tΣﬁ한Zz09"
    drawn = Random(3)
    for _ in range(2000):
        text = "".join(drawn.choice(letters) for _ in range(drawn.randint(0, 9)))
        folded = [fold_char(char) for char in text]
        places = [at for at, piece in enumerate(folded) for _ in piece]
        assert fold_aligned(text) == ("".join(folded), [*places, len(text)])
