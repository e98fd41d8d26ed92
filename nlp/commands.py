"""Commands of the analysis: tag, analyse, evaluate."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from store.database import open_database, open_readonly, rows
from store.home import find_home
from store.lock import hold_lock
from store.watch import Watch, load_watch, packaged_watch
from store.writes import finish_run, finish_step, start_run, start_step


@click.command(epilog="Exemple : vigie tag")
@click.option("--all", "everything", is_flag=True, help="Relit aussi ce qui est à jour.")
def tag(everything: bool) -> None:
    """Analyse les articles et commentaires qui ne le sont pas encore, ou plus."""
    from nlp.tag import tag_stale

    home = find_home()
    watch = load_watch(home.watch)
    open_readonly(home.database).close()
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        run_id = start_run(db, "tag")
        step_id = start_step(db, run_id, "tag")
        if everything:
            db.execute("delete from tagged")
        total = rows(db, "select (select count(*) from articles) + (select count(*) from comments) as n")[0]["n"]
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Analyse", total=total)
            summary = tag_stale(db, watch, run_id=run_id, on_progress=lambda n: progress.update(task, advance=n))
        status = "partial" if summary.n_failed else "done"
        counts = {"articles": summary.n_articles, "comments": summary.n_comments, "passages": summary.n_passages}
        finish_step(db, step_id, "partial" if summary.n_failed else "done", counts=counts)
        finish_run(db, run_id, "partial" if summary.n_failed else "done")
    click.echo(f"{summary.n_articles} articles et {summary.n_comments} commentaires lus, {summary.n_failed} échec(s).")
    sys.exit(0 if status == "done" else 1)


@click.command(epilog='Exemple : echo \'{"id": 1, "text": "…"}\' | vigie analyse')
@click.argument(
    "path", metavar="[FICHIER]", type=click.Path(exists=True, dir_okay=False, allow_dash=True), default="-"
)  # fmt: skip
def analyse(path: str) -> None:
    """Analyse des lignes JSON {"id", "text", …} : une ligne de résultat pour chacune, dans l’ordre. N’enregistre rien.

    Champs facultatifs : « kind » (title, standfirst, question, answer, paragraph, pull-quote, heading, caption,
    list-item, poll, comment, reply), « speaker », « context » ({"title", "parent"}), « targets »
    ([{"id", "text"}], d’autres propositions que celles de la veille). Une ligne illisible donne {"line", "error"}.

    Codes de sortie : 0 toutes les lignes lues, 1 une partie, 3 aucune.
    """
    from nlp.analyse import analyse_lines
    from nlp.pipeline import Pipeline

    n_good = n_bad = 0
    with click.open_file(path, encoding="utf-8", errors="replace") as file:
        for result in analyse_lines(file, Pipeline(_watch())):
            n_bad, n_good = (n_bad + 1, n_good) if "error" in result else (n_bad, n_good + 1)
            click.echo(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if not n_bad else 1 if n_good else 3)


@click.command(epilog="Exemple : vigie evaluate --gold mes-phrases")
@click.option(
    "--gold", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Un autre dossier de phrases annotées : ses .jsonl, ou ceux de son dossier « test ».",
)  # fmt: skip
@click.option("--open", "reason", metavar="RAISON", help="Ouvre le jeu d’essai pour ces poids ; la raison est notée.")
@click.option("--update", is_flag=True, help="Relève les planchers, écrit le rapport et les scores de l’écran.")
@click.option(
    "--against", type=click.Path(file_okay=False, path_type=Path), help="Compare à un autre modèle, phrase à phrase."
)
@click.option("--curve", is_flag=True, help="Mesure aussi ce que TF-IDF gagne avec le nombre de phrases apprises.")
@click.option("--lower", multiple=True, metavar="CLÉ", help="Abaisse ce plancher au niveau mesuré ; demande --why.")
@click.option("--why", default="", metavar="RAISON", help="Pourquoi un plancher est abaissé.")
def evaluate(**given: Any) -> None:
    """Mesure chaque couche à côté de ses points de comparaison et de son plancher.

    Sans --gold, la mesure se fait sur « test » si ces poids l’ont déjà ouvert, sinon sur « dev ».

    Codes de sortie : 0 tout tient, 1 une mesure est sous son plancher, 2 mauvaise demande, 3 rien à mesurer.
    """
    from nlp.evaluation.run import Asked, run_evaluation

    curve = given.pop("curve")
    sys.exit(run_evaluation(Asked(**given, with_curve=curve)))


def _watch() -> Watch:
    """The watch of the installation, or the packaged one when there is no installation."""
    home = find_home()
    return load_watch(home.watch if home.watch.exists() else packaged_watch())
