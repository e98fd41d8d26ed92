"""The demo's watch knows the camps of those whom its invented press quotes most, and leaves some to be decided."""

from pathlib import Path

from nlp.actors import find_actors, link_speaker
from store.home import Home
from store.watch import load_watch
from vigie.commands import make_home
from vigie.demo import add_cast

TEXTS = Path("crawler/demo/texts")


def test_those_whom_the_demo_press_quotes_have_a_camp(tmp_path: Path) -> None:
    home = make_home(Home(tmp_path / "home"))
    known = {actor.slug for actor in load_watch(home.watch).actors}
    add_cast(home)
    watch = load_watch(home.watch)
    cast = [actor for actor in watch.actors if actor.slug not in known]
    read = "\n".join(path.read_text(encoding="utf-8") for path in TEXTS.glob("*.json"))
    assert len({actor.camp for actor in cast}) >= 7
    assert all(any(form in read for form in (*actor.aliases, *actor.exact)) for actor in cast)
    assert link_speaker("le Dr Montcassin", watch=watch, context="") == "aurele-montcassin"
    assert link_speaker("Lucien Touvenel", watch=watch, context="") is None


def test_the_amendment_that_bears_a_name_is_not_the_deputy(tmp_path: Path) -> None:
    home = make_home(Home(tmp_path / "home"))
    add_cast(home)
    watch = load_watch(home.watch)
    assert find_actors("L'amendement Courlavon passe.", watch=watch) == []
