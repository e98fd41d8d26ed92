"""« vigie sources »: a draft to approve, a live account of what works, files checked one by one."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from crawling import make_home, vigie
from loopback_site import Site, site

from crawler.catalogue import Source, SourceError, load_source, load_sources, packaged_sources
from crawler.demo.press import Press, serve
from crawler.discovery import Entry
from crawler.draft import as_toml, describe_draft, draft_source, free_id, guess_audience, guess_tier
from crawler.survey import FeedSeen, Sample, SiteSeen
from store.database import open_database, open_readonly, rows
from store.home import Home
from store.records import Article

TODAY = date(2026, 11, 22)


def home_without(press: Press, folder: Path, name: str) -> Home:
    home = make_home(folder, press)
    (home.sources / f"{name}.toml").unlink()
    return home


def seen(**changes: object) -> SiteSeen:
    fields = {"homepage": "https://www.j.example/", "name": "Le Journal", "hosts": ["www.j.example"]} | changes
    return SiteSeen(**fields)  # type: ignore[arg-type]  # a test's own changes


def sample(paywall: str = "free", **changes: object) -> Sample:
    article = Article(
        url="https://www.j.example/a", canonical_url=None, site="j.example", title="Un titre", paywall=paywall
    )  # type: ignore[arg-type]
    return Sample(url="https://www.j.example/a", article=article, **changes)  # type: ignore[arg-type]


def test_there_are_fifteen_packaged_sources_in_three_tiers_that_nobody_verified() -> None:
    found = load_sources(packaged_sources())
    assert len(found) == 15
    assert {source.tier for source in found} == {1, 2, 3}
    assert all(source.verified_on == "never" and source.delay_s >= 3 for source in found)
    for path in packaged_sources().glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# Evidence: "), path.name
    reserved = {"ouest-france", "sud-ouest", "les-echos"}
    assert {source.id for source in found if source.tier == 3} == reserved


def test_a_draft_shows_three_pages_and_waits_for_approval(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = home_without(press, tmp_path / "home", "rivage")
        done = vigie(home, "sources", "add", press.base_urls["rivage"], press=press)
        assert done.returncode == 0, done.stderr
        assert "Commentaires : wordpress" in done.stdout and "/feed/ (12 entrées" in done.stdout
        assert done.stdout.count("blocs de texte") == 3 and "commentaires lus" in done.stdout
        (draft,) = home.sources.glob("*.draft")
        assert tomllib.loads(draft.read_text(encoding="utf-8"))["verified_on"] == "never"
        assert len(load_sources(home.sources)) == 3
        approved = vigie(home, "sources", "add", str(draft), press=press)
        assert "Ajoutée" in approved.stdout and not draft.exists()
        assert len(load_sources(home.sources)) == 4
        assert press.violations() == []


def test_an_approved_draft_is_collected_as_it_is(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = home_without(press, tmp_path / "home", "quotidien")
        assert vigie(home, "sources", "add", "--yes", press.base_urls["quotidien"], press=press).returncode == 0
        (name,) = [source.id for source in load_sources(home.sources) if source.name == "Le Quotidien national"]
        vigie(home, "crawl", "--source", name, "--since", "400d", press=press)
        db = open_readonly(home.database)
        stored = {row["canonical_url"] for row in rows(db, "select canonical_url from articles")}
        db.close()
        assert {article.url for article in press.truth.of_site("quotidien") if article.expect == "full"} <= stored


def test_a_site_that_does_not_answer_gives_no_draft(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
    done = vigie(home, "sources", "add", press.base_urls["rivage"], environment={"VIGIE_CONTACT": "a@b.example"})
    assert done.returncode == 3
    assert list(home.sources.glob("*.draft")) == [] and done.stderr.count("\n") == 1


def add_alone(shown: Site, folder: Path) -> tuple[int, str, list[Path]]:
    """What `sources add` of a site answers in a home without sources: code, words, drafts."""
    home = Home(folder / "home")
    home.make()
    open_database(home.database).close()
    known = {"VIGIE_CONTACT": "a@b.example", "VIGIE_ALLOWED_HOSTS": shown.base.removeprefix("http://")}
    done = vigie(home, "sources", "add", shown.base, environment=known)
    return done.returncode, done.stdout + done.stderr, list(home.sources.glob("*.draft"))


def seen_at(host: str, *, name: str = "Le Journal", platform: str | None = None, language: str = "fr") -> SiteSeen:
    sample = Sample(url=f"https://{host}/a", platform=platform, error="non lue")
    return SiteSeen(homepage=f"https://{host}/", name=name, hosts=[host], language=language, samples=[sample])


def test_two_sites_of_one_name_have_two_files(tmp_path: Path) -> None:
    for host in ("nord.example", "sud.example", "nord.example"):
        seen = seen_at(host)
        drafted = draft_source(seen)
        drafted["id"] = free_id(tmp_path, drafted["id"], seen.hosts)
        (tmp_path / f"{drafted['id']}.toml.draft").write_text(
            as_toml(drafted, seen, day="2026-11-22"), encoding="utf-8"
        )
    found = {path.name: load_source(path).hosts for path in tmp_path.iterdir()}
    assert found == {"le-journal.toml.draft": ("nord.example",), "le-journal-2.toml.draft": ("sud.example",)}


def test_a_draft_says_what_of_the_comments_can_be_read_and_in_which_language() -> None:
    def told(seen: SiteSeen) -> str:
        return "\n".join(describe_draft(draft_source(seen), seen))

    assert "coral (déclarés, non lus" in told(seen_at("a.example", platform="coral"))
    assert "logora (comptés ; lus avec une clé" in told(seen_at("a.example", platform="logora"))
    assert "Commentaires : wordpress\n" in told(seen_at("a.example", platform="wordpress"))
    assert "l’analyse ne lit que le français" in told(seen_at("a.example", language="en"))
    assert "Langue" not in told(seen_at("a.example"))


def test_a_robot_check_in_place_of_the_first_page_gives_no_draft(tmp_path: Path) -> None:
    with site() as shown:
        shown.says("/", "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>")
        code, told, drafts = add_alone(shown, tmp_path)
    assert (code, drafts) == (3, [])
    assert "page de vérification" in told and told.count("\n") == 1


def test_a_site_that_reserves_its_pages_is_drafted_by_its_feed_alone(tmp_path: Path) -> None:
    with site() as shown:
        shown.says("/.well-known/tdmrep.json", '[{"location": "/*", "tdm-reservation": 1}]')
        shown.announces("/a")
        code, told, (draft,) = add_alone(shown, tmp_path)
        asked = shown.paths()
    drafted = tomllib.loads(draft.read_text(encoding="utf-8"))
    assert (code, drafted["tier"], drafted["feeds"]) == (0, 3, [f"{shown.base}/rss.xml"])
    assert "fouille de textes réservée" in told and not {"/", "/a"} & set(asked)


def test_an_empty_feed_is_named_once(tmp_path: Path) -> None:
    with site() as shown:
        shown.says("/", '<link rel="alternate" type="application/rss+xml" href="/rss"><title>Le Bourg</title>')
        shown.says("/rss", '<rss version="2.0"><channel></channel></rss>')
        code, told, _ = add_alone(shown, tmp_path)
    assert code == 0
    assert told.count("/rss (vide") == 1 and shown.paths().count("/rss") == 1


def test_check_says_what_works_source_by_source(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        text = (home.sources / "rivage.toml").read_text(encoding="utf-8")
        (home.sources / "rivage.toml").write_text(text.replace('"wordpress"', '"spip"'), encoding="utf-8")
        done = vigie(home, "sources", "check", press=press)
        assert done.returncode == 1
        said = done.stdout
        assert "NON flux" in said and "/rss.xml : page introuvable (HTTP 404)" in said  # the national paper's first
        assert "annoncé par la page d’accueil" in said  # the gazette's only
        assert "commentaires : la page porte wordpress, la source dit spip" in said
        assert "verified_on" in said
        assert press.violations() == []
        db = open_readonly(home.database)
        known = {(row["url"], row["error"] is None) for row in rows(db, "select url, error from feeds")}
        db.close()
        assert (press.base_urls["quotidien"] + "/rss.xml", False) in known


def test_check_of_one_source_asks_nobody_else(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        done = vigie(home, "sources", "check", "rivage", press=press)
        assert done.returncode == 0, done.stdout
        assert {visit.server for visit in press.requests} == {"rivage"}
        assert vigie(home, "sources", "check", "nulle-part", press=press).returncode == 2


def test_check_of_dead_sites_gives_code_3(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
    assert vigie(home, "sources", "check", environment={"VIGIE_CONTACT": "a@b.example"}).returncode == 3


def test_files_are_checked_without_the_network(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        (home.sources / "mauvaise.toml").write_text("tier = 9", encoding="utf-8")
        done = vigie(home, "sources", "check", "--files-only", press=press)
        assert done.returncode == 1 and "4 source(s) en règle, 1 à corriger" in done.stdout
        assert press.requests == ()


def test_a_recorded_address_is_scrubbed_and_belongs_to_its_source(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        truth = press.truth.of_site("rivage")[0]
        done = vigie(home, "sources", "record", truth.url, "--out", str(tmp_path / "pages"), press=press)
        assert done.returncode == 0, done.stderr
        (page,) = (tmp_path / "pages" / "rivage").glob("*.html")
        assert page.with_suffix(".json").exists()
        names = [comment.author for comment in press.edition.by_slug[truth.slug].comments]
        assert names and not [name for name in names if name.lower() in page.read_text(encoding="utf-8").lower()]


@pytest.mark.parametrize(
    ("site", "tier"),
    [
        (seen(samples=[sample(), sample(), sample("partial")]), 1),
        (seen(samples=[sample("partial"), sample("blocked"), sample()]), 2),
        (seen(is_reserved=True, samples=[sample()]), 3),
        (seen(samples=[Sample(url="https://www.j.example/a", error="accès refusé (HTTP 403)")]), 3),
        (seen(), 1),
    ],
)
def test_the_tier_follows_access_and_reservations(site: SiteSeen, tier: int) -> None:
    assert guess_tier(site) == tier


@pytest.mark.parametrize(
    ("description", "audience"),
    [
        ("L’actualité des médecins libéraux", "medecins"),
        ("Toute l’actualité de votre région, commune par commune", "local"),
        ("La chaîne du Sénat et des élus", "politique"),
        ("Cinéma, recettes, voyages", "grand-public"),
    ],
)
def test_the_audience_is_guessed_from_what_a_site_says_of_itself(description: str, audience: str) -> None:
    assert guess_audience(seen(description=description)) == audience


def test_a_draft_keeps_the_longest_delay_that_is_asked_for() -> None:
    feed = FeedSeen(url="https://www.j.example/rss.xml", entries=(
        Entry(url="https://www.j.example/a", link="x", published_at=datetime(2026, 11, 21, tzinfo=UTC)),
    ))  # fmt: skip
    site = seen(feeds=[feed], crawl_delay_s=10.0, sitemaps=["https://www.j.example/sitemap.xml"])
    drafted = draft_source(site)
    assert (drafted["delay_s"], drafted["feeds"]) == (10.0, [feed.url])
    assert drafted["archives"] == {"sitemaps": ["https://www.j.example/sitemap.xml"]}
    assert Source.model_validate(drafted).id == "le-journal"


@pytest.mark.parametrize(
    ("archives", "told"),
    [
        ('indexes = ["https://j.example/{jour}"]', "unknown hole {jour}"),
        ('indexes = ["https://j.example/archives"]', "needs one of {year}, {page}"),
        ('search = "https://j.example/?s=x"', "needs one of {query}"),
        ('sitemaps = ["ftp://j.example/s.xml"]', "not an http(s) address"),
    ],
)
def test_archives_have_holes_that_can_be_filled(tmp_path: Path, archives: str, told: str) -> None:
    path = tmp_path / "j.toml"
    path.write_text(
        'id = "j"\nname = "J"\nhomepage = "https://j.example/"\nhosts = ["j.example"]\naudience = "local"\ntier = 1\n'
        f"[archives]\n{archives}\n",
        encoding="utf-8",
    )
    with pytest.raises(SourceError) as caught:
        load_source(path)
    assert told in str(caught.value)
