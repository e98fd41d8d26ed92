"""A source file is read with its rules; a mistake is one line that names the file, the key, the value and the rule."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.catalogue import Source, SourceError, load_source, load_sources, packaged_sources, read_sources
from vigie.cli import cli

GOOD = """
id = "journal"
name = "Le Journal"
homepage = "https://www.journal.example/"
hosts = ["www.journal.example"]
audience = "local"
tier = 1
feeds = ["https://www.journal.example/rss.xml"]
delay_s = 2.0
verified_on = "never"
"""


def write(folder: Path, text: str, name: str = "journal.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_a_source(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert (source.id, source.tier, source.delay_s) == ("journal", 1, 2.0)
    assert source.known_hosts() == {"www.journal.example"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("delay_s = 2.0", "delay_s = 0.2", "'delay_s' is 0.2, the minimum is 1.0"),
        ("delay_s = 2.0", "delay_s = 0", "the minimum is 1.0"),
        ("tier = 1", "tier = 4", "'tier' is 4"),
        ('audience = "local"', 'audience = "tous"', "'audience' is 'tous'"),
        ('verified_on = "never"', 'verified_on = "hier"', "'verified_on' is 'hier': must be 'never'"),
        ('id = "journal"', 'id = "Le Journal"', "'id' is 'Le Journal'"),
        ('hosts = ["www.journal.example"]', 'hosts = ["https://www.journal.example/"]', "not a bare host"),
        ('hosts = ["www.journal.example"]', 'hosts = ["autre.example"]', "'homepage' is on 'www.journal.example'"),
        ("tier = 1", "tier = 1\ncolour = 3", "'colour' is 3"),
        ("https://www.journal.example/rss.xml", "file:///etc/passwd", "not an http(s) address"),
        ("id =", "id ", "not a TOML file"),
        ("tier = 1", 'tier = 1\nselectors = {body = "p >"}', "'p >' is not a CSS selector"),
        ("tier = 1", 'tier = 1\nselectors = {colour = "p"}', "'selectors.colour"),
    ],
)
def test_a_mistake_is_named_in_one_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(SourceError) as caught:
        load_source(path)
    message = str(caught.value)
    assert message.startswith("journal.toml: ")
    assert told in message
    assert "\n" not in message


def test_no_delay_is_for_this_machine_only(tmp_path: Path) -> None:
    local = GOOD.replace("https://www.journal.example", "http://127.0.0.1:8000").replace("delay_s = 2.0", "delay_s = 0")
    path = write(tmp_path, local.replace('["www.journal.example"]', '["127.0.0.1:8000"]'))
    assert load_source(path).delay_s == 0
    elsewhere = (
        path.read_text(encoding="utf-8") + '[comments]\nplatform = "logora"\napi_base = "https://ailleurs.example"\n'
    )
    with pytest.raises(SourceError, match="minimum is 1"):
        load_source(write(tmp_path, elsewhere))


def test_a_bad_file_does_not_hide_the_good_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "tier = 9", "autre.toml")
    write(tmp_path, GOOD, "copie.toml")
    sources, errors = read_sources(tmp_path)
    assert [source.id for source in sources] == ["journal"]
    assert [str(error).partition(":")[0] for error in errors] == ["autre.toml", "journal.toml"]
    with pytest.raises(SourceError):
        load_sources(tmp_path)


def test_the_packaged_sources_are_valid_polite_and_unverified() -> None:
    sources = {source.id: source for source in load_sources(packaged_sources())}
    assert len(sources) >= 6
    assert all(source.delay_s >= 1 and source.verified_on == "never" for source in sources.values())
    assert {source.tier for source in sources.values()} == {1, 2, 3}
    egora: Source = sources["egora"]
    assert egora.comments.platform == "logora"
    assert egora.comments.key_env == "VIGIE_LOGORA_EGORA_KEY"
    assert egora.comments.shortname is None


def test_a_packaged_source_that_a_person_took_away_stays_away(tmp_path: Path) -> None:
    def init() -> set[str]:
        done = CliRunner().invoke(cli, ["init", "--home", str(tmp_path / "home")])
        assert done.exit_code == 0, done.output
        return {path.stem for path in (tmp_path / "home" / "sources").glob("*.toml")}

    first = init()
    (tmp_path / "home" / "sources" / "le-monde.toml").unlink()
    assert init() == first - {"le-monde"}
