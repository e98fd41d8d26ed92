"""`vigie train`: a candidate that learnt the corrections, active only if no score falls under its floor."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from store.clock import today
from store.database import open_database, open_readonly
from store.home import Home, find_home
from store.lessons import Lesson, take_lessons
from store.lock import hold_lock
from store.model_choice import choose_stance
from store.watch import load_watch


@click.command(epilog="Exemple : vigie train --with-corrections")
@click.option("--with-corrections", "is_asked", is_flag=True, required=True, help="Apprend de vos corrections.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Le dossier du candidat.")
def train(is_asked: bool, out: Path | None) -> None:
    """Fait un modèle candidat, qui a appris les corrections des trimestres passés.

    Le candidat part des poids livrés et n’en bouge que ce que les corrections demandent. Il devient le modèle de la
    veille si aucune mesure ne passe sous son plancher ; sinon il reste à côté et le modèle ne change pas. Demande :
    pip install 'vigie[learn]'. Apprendre tous les poids depuis les données : docs/training.md.

    Codes de sortie : 0 en service, 1 resté candidat, 3 rien à apprendre.
    """
    home = find_home()
    lessons = _take(home)
    if not lessons:
        click.echo("Rien à apprendre : aucune correction d’un trimestre passé.", err=True)
        sys.exit(3)
    folder = out or home.folder / "models" / f"candidat-{today().isoformat()}"
    _adapt(home, lessons, folder)
    broken = _broken_floors(home, folder)
    for line in broken:
        click.echo(line, err=True)
    if broken:
        click.echo(f"Resté candidat : {folder}. Le modèle de la veille n’a pas changé.")
        sys.exit(1)
    choose_stance(home.watch, str(folder.resolve()))
    click.echo(f'En service dès la prochaine analyse : {folder}. Pour revenir : stance = "shipped" dans watch.toml.')


def _take(home: Home) -> Sequence[Lesson]:
    open_readonly(home.database).close()
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        try:
            return take_lessons(db, today())
        finally:
            db.close()


def _adapt(home: Home, lessons: Sequence[Lesson], folder: Path) -> None:
    from nlp.adapt import Correction, adapt
    from nlp.model_store import STANCE_FOLDER

    chosen = Path(load_watch(home.watch).model.stance).expanduser()
    is_own = chosen.name == "shipped" or home.folder / "models" in chosen.parents
    # Always from the first weights: candidates made one upon the other would drift.
    adapted = adapt(STANCE_FOLDER if is_own else chosen,
                    [Correction(text=one.text, stances=one.stances) for one in lessons], folder)  # fmt: skip
    click.echo(
        f"{adapted.n} passages corrigés appris : {adapted.right_before} réponses justes sur {adapted.n_answers} avant, "
        f"{adapted.right_after} après (sur ceux-là mêmes, ce n’est pas une mesure)."
    )


def _broken_floors(home: Home, folder: Path) -> list[str]:
    """What forbids to use the candidate, in French; the test set is opened, and the opening noted beside it."""
    from nlp.evaluation.candidate import measure_candidate

    click.echo("Mesure du candidat sur les phrases d’essai (quelques minutes)…", err=True)
    return measure_candidate(folder)
