"""Nothing that others wrote runs, restyles a page or asks for anything, in any view, in Chromium."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from dashboard.shell import VIEWS
from store.articles import Origin
from store.database import open_database, rows
from store.home import Home
from store.inbox import record_refusal, request_url
from store.records import Block, Debate, Figure, Passage, Quote, Tag
from store.runs import Failure, finish_run, finish_step, record_failure, start_run, start_step
from store.texts import body_hash
from store.writes import OwnerAnalysis, Tagger, save_analyses, save_article, save_taggers
from tests.brief_homes import ALL
from tests.browser.conftest import Opener, serve
from tests.builders import KEY, RELEVANT, analysis, article, comment, stance
from tests.dashboard_homes import NOW, TAGGERS, TARGET, make_home, prepare
from tests.hostile_texts import ADDRESSES, SHOWN

pytestmark = pytest.mark.browser
# What a text would have changed if it had been obeyed: marks of its own, the frame of the page, its title.
OBEYED = """() => ({
  pwned: window.pwned ?? null,
  marked: document.querySelectorAll('.pwned, #pwned, marquee, base, object, iframe:not([title^=st])').length,
  links: [...document.links].filter(one => !/^(https?|blob):$/.test(one.protocol) || one.username
    || /pwned/.test(one.host + one.className)).map(one => one.href),
  handlers: [...document.querySelectorAll('[data-testid=stMain] *')].filter(one =>
    [...one.attributes].some(it => /^on/i.test(it.name))).length,
  sheets: [...document.styleSheets].map(one => one.href).filter(one => one && /pwned/.test(one)),
  brand: getComputedStyle(document.querySelector('.brand')).color,
  paper: getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor,
  images: [...document.images].map(one => one.src).filter(one => /pwned|\\/x$/.test(one)),
})"""


def fill_hostile(home: Home) -> str:
    """Every text that others write is hostile: titles, words, speakers, nouns, names of sources, failures, files."""
    db = open_database(home.database)
    prepare(db)
    save_taggers(db, [Tagger(id=ALL[name], component=name, title=name) for name in ("quotes", "figures")])
    all_texts = " ¶ ".join(SHOWN).replace("\n", " ")
    first = ""
    for number, text in enumerate((all_texts, SHOWN[0], SHOWN[3], SHOWN[18])):
        thread = tuple(
            comment(f"{one} contre", id=f"{number}-{index}", posted_at=NOW - timedelta(hours=2, minutes=index),
                    reply_to=f"{number}-0" if index else None)
            for index, one in enumerate(SHOWN if number == 0 else SHOWN[:3])
        )  # fmt: skip
        saved = save_article(
            db,
            article(
                url=ADDRESSES[6 + number], canonical_url=ADDRESSES[6 + number], title=text[:400], standfirst=text,
                kicker=text, byline=(text[:200], SHOWN[number]), published_at=NOW - timedelta(hours=3),
                comments=thread, comments_platform="logora", tags=(text[:100],),
                debate=Debate(question=text, votes=((SHOWN[2], 12), (SHOWN[3], 4))),
                blocks=(Block(kind="paragraph", text=f"{all_texts} est contre.", speaker=SHOWN[4]),),
            ),
            origin=Origin(audience="medecins", source_id="confrere"), key=KEY,
        )  # fmt: skip
        first = first or saved.article_id
        owners = rows(db, "select * from comments where article_id = :id", {"id": saved.article_id})
        said = {"relevance": [RELEVANT], "stance": [stance(TARGET, "against")],
                "arguments": [Tag(kind="argument", key="patient-penalty", value="asserts", score=0.7)]}  # fmt: skip
        save_analyses(db, [analysis(owner, said) for owner in owners], TAGGERS)
        save_analyses(db, [_press(rows(db, "select * from articles where id = :id", {"id": saved.article_id})[0])], ALL)
    db.execute("update sources set name = :name", {"name": SHOWN[0] + SHOWN[18]})
    run = start_run(db, "nightly")
    step = start_step(db, run, "crawl", source_id="confrere")
    finish_step(db, step, "partial", counts={"pages": 3}, message=all_texts[:2000])
    record_failure(db, run, Failure(step="crawl", item=ADDRESSES[0], error=all_texts[:2000], hint=SHOWN[3],
                                    source_id="confrere"))  # fmt: skip
    finish_run(db, run, "partial")
    for address in ("https://a.example/?q=" + SHOWN[0], 'http://pwned.example/"><script>alert(1)</script>'):
        request_url(db, address, requested_by=SHOWN[3])
    for text in SHOWN[:6]:
        record_refusal(db, name=text, via="mail", requested_by=text, why=f"Non lu : {text}")
    db.close()
    return first


def _press(row: dict[str, object]) -> OwnerAnalysis:
    body = str(row["body"])
    start = body.rfind("\n\n") + 2
    passage = Passage(owner_kind="article", owner_id=str(row["id"]), position=0, kind="paragraph", start=start,
                      end=len(body), text=body[start:])  # fmt: skip
    return OwnerAnalysis(
        owner_kind="article", owner_id=str(row["id"]), thread_id=str(row["id"]), body_hash=body_hash(body),
        passages=[passage],
        tags={"relevance": [[RELEVANT]], "stance": [[stance(TARGET, "against")]]},
        quotes=[Quote(text=body[start : start + 60], start=start, end=start + 60, speaker=SHOWN[0], cue=None,
                      kind="direct")],
        figures=[Figure(text=body[start : start + 20], start=start, end=start + 20, value=1347.0, unit=None,
                        kind="count", counts=SHOWN[3], said_by=SHOWN[4])],
    )  # fmt: skip


def settle(page: Page) -> None:
    expect(page.get_by_test_id("marque")).to_be_visible()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()


def test_hostile_texts_act_in_no_view(tmp_path_factory: pytest.TempPathFactory, opened: Opener) -> None:
    home = make_home(tmp_path_factory.mktemp("hostile") / "home")
    clean = make_home(tmp_path_factory.mktemp("clean") / "home")
    first = fill_hostile(home)
    with serve(clean) as address:
        page = opened(f"{address}/coller")
        settle(page)
        wanted = page.evaluate(OBEYED)
    assert (wanted["pwned"], wanted["marked"], wanted["links"], wanted["handlers"]) == (None, 0, [], 0)
    asked = [f"{name}" for name in VIEWS] + [
        f"lire?article={first}", f"coller?clip={first}",
        "passages?" + urlencode({"voix": "lecteurs", "cible": TARGET, "position": "contre"}),
        "passages?" + urlencode({"voix": "cites", "cible": TARGET}),
        "passages?" + urlencode({"voix": SHOWN[0], "cible": SHOWN[3], "position": SHOWN[18], "fil": SHOWN[0]}),
        "tendances?" + urlencode({"cible": SHOWN[0], "du": SHOWN[3], "source": SHOWN[18], "public": SHOWN[0]}),
        "lire?" + urlencode({"article": SHOWN[0], "q": SHOWN[3]}), "rechercher?" + urlencode({"q": SHOWN[0]}),
        "journal?" + urlencode({"acte": SHOWN[0]}),
    ]  # fmt: skip
    with serve(home) as address:
        page = opened(f"{address}/{asked[0]}")
        for view in asked:
            page.goto(f"{address}/{view}")
            settle(page)
            assert page.evaluate(OBEYED) == wanted, view
