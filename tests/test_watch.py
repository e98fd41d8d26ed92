"""The packaged watch says everything, and a mistake in a watch is named in one line."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from nlp.actors import find_actors
from nlp.matcher import read_cue
from store.watch import Watch, WatchError, load_watch, packaged_watch, watch_fingerprint


@pytest.fixture(scope="module")
def watch() -> Watch:
    return load_watch(packaged_watch())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged_watch(), tmp_path / "watch"))


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_packaged_watch_holds_the_whole_debate(watch: Watch) -> None:
    assert [target.slug for target in watch.targets] == [
        "deremb-prescriptions", "exercice-hors-convention", "convention-actuelle",
        "regulation-installation", "tarif-autorite", "restrictions-secteur-3",
    ]  # fmt: skip
    assert len(watch.arguments) == 26
    assert {friend.id for friend in watch.false_friends} >= {"fraude", "secteur-2", "lieu-secteur-3", "ms3-objet"}
    assert [event.day for event in watch.events] == sorted(event.day for event in watch.events)
    assert all(date(2026, 11, 22) <= actor.checked_on <= date(2026, 11, 26) for actor in watch.actors)


def test_we_write_to_nobody_real(watch: Watch) -> None:
    assert all(address.endswith("@example.org") for address in watch.us.recipients)
    assert watch.us.logo is None


def test_every_cue_can_be_read(watch: Watch) -> None:
    terms = watch.terms
    cues = [*terms.measure, *terms.core, *terms.ambiguous, *terms.context, *terms.close_context, *terms.link]
    cues += [*terms.off_topic]
    cues += [cue for item in watch.arguments for cue in (*item.cues, *item.near_misses)]
    cues += [cue for friend in watch.false_friends for cue in (*friend.forms, *friend.cues, *friend.unless)]
    cues += [cue for item in watch.actors for cue in (*item.only_near, *item.unless_near, *item.near_misses)]
    assert all(read_cue(cue) for cue in cues)


def test_every_unguarded_form_of_an_actor_finds_that_actor(watch: Watch) -> None:
    for actor in watch.actors:
        for form in (*actor.aliases, *actor.exact):
            found = {mention.actor for mention in find_actors(f"Hier, {form} a parlé.", watch=watch)}
            assert found == {actor.slug}, form


def test_private_doctors_are_marked(watch: Watch) -> None:
    private = {actor.slug for actor in watch.actors if actor.private}
    assert {"aurelie-devinante", "s-cabrita", "a-michelin"} <= private
    assert "kamyar-dadsetan" not in private


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("watch.toml", "keep_comments_days = 1095", "keep_comments_days = 0",
         "watch.toml : retention.keep_comments_days = 0 : le minimum est 1"),
        ("watch.toml", "keep_comments_days = 1095", "keep_comments = 1095",
         "watch.toml : retention.keep_comments_days : clé obligatoire, absente"),
        ("watch.toml", 'allies = ["ms3"', 'allies = ["ms4"',
         "watch.toml : us.allies = 'ms4' : aucun élément de actors ne porte ce nom"),
        ("actors.toml", 'kind = "ORG"', 'kind = "LOC"',
         "actors.toml : actors[ms3].kind = 'LOC' : valeurs admises : 'PER' or 'ORG'"),
        ("arguments.toml", '"otage*"', '"(otage*"',
         "arguments.toml : arguments[hostage-taking].cues[8] = '(otage*' : chaque parenthèse ouverte doit être fermée"),
        ("arguments.toml", 'slug = "burnout"', 'slug = "greed-rent"',
         "arguments.toml : arguments = 'greed-rent' : écrit deux fois, il doit être unique"),
        ("arguments.toml", "tarif-autorite = ", "tarif-inconnu = ",
         "arguments.toml : arguments[patient-penalty].usual_side = 'tarif-inconnu' : "
         "aucun élément de targets ne porte ce nom"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_key_value_and_rule(folder: Path, name: str, old: str, new: str, expected: str) -> None:
    _edit(folder, name, old, new)
    with pytest.raises(WatchError) as caught:
        load_watch(folder)
    assert str(caught.value) == expected


def test_an_unknown_key_is_refused(folder: Path) -> None:
    _edit(folder, "watch.toml", '[model]\nstance = "shipped"', '[model]\nstance = "shipped"\nstnace = "x"')
    with pytest.raises(WatchError, match=r"watch.toml : model.stnace = 'x' : clé inconnue"):
        load_watch(folder)


def test_a_missing_file_and_broken_toml_are_named(folder: Path) -> None:
    (folder / "actors.toml").write_text("[[actors]\n", encoding="utf-8")
    with pytest.raises(WatchError, match=r"actors.toml : TOML illisible"):
        load_watch(folder)
    (folder / "actors.toml").unlink()
    with pytest.raises(WatchError, match=r"actors.toml : fichier absent"):
        load_watch(folder)


def test_a_watch_that_is_not_packaged_is_named() -> None:
    with pytest.raises(WatchError, match="inconnue"):
        packaged_watch("inconnue")


def test_a_changed_argument_changes_its_fingerprint_alone(folder: Path, watch: Watch) -> None:
    _edit(folder, "arguments.toml", '"otage*"', '"otages"')
    changed = load_watch(folder)
    assert watch_fingerprint(changed, "arguments") != watch_fingerprint(watch, "arguments")
    assert all(watch_fingerprint(changed, part) == watch_fingerprint(watch, part)
               for part in ("terms", "targets", "actors"))  # fmt: skip


def test_the_same_folder_read_twice_has_the_same_fingerprints(folder: Path, watch: Watch) -> None:
    again = load_watch(folder)
    assert again == watch
    assert hash(again) == hash(watch)
    assert watch_fingerprint(again, "terms") == watch_fingerprint(watch, "terms")


def test_a_mailbox_is_named_without_its_password(folder: Path) -> None:
    path = folder / "watch.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + '\n[mail]\nhost = "imap.rivage.example"\nuser = "veille"\nfolder = "Revue"\n', encoding="utf-8"
    )
    mail = load_watch(folder).mail
    assert mail is not None and mail.name == "veille@imap.rivage.example/Revue"
    _edit(folder, "watch.toml", 'folder = "Revue"', 'password = "x"')
    with pytest.raises(WatchError, match="clé inconnue"):
        load_watch(folder)


def test_a_distant_mailbox_is_never_read_in_clear(folder: Path) -> None:
    path = folder / "watch.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\n[mail]\nhost = "imap.rivage.example"\nuser = "v"\nsecurity = "none"\n', encoding="utf-8")
    with pytest.raises(WatchError, match="ssl"):
        load_watch(folder)
