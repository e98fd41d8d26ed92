"""`vigie lessons`: what people corrected and judged, for a training."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from store.clock import today
from store.database import open_database, open_readonly
from store.home import find_home
from store.lessons import take_lessons
from store.lock import hold_lock
from store.texts import as_json


@click.command(epilog="Exemple : vigie lessons --out lecons.jsonl")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Le fichier ; sans lui, l’écran.")
def lessons(out: Path | None) -> None:
    """Sort en JSON Lines les corrections et les jugements des trimestres passés, pour un apprentissage.

    Rien de ce qui a été tiré au hasard ce trimestre n’en sort : cela mesure le modèle. Ce qui sort d’ici ne mesurera
    plus rien.

    Codes de sortie : 0 fait, 3 rien à sortir.
    """
    home = find_home()
    open_readonly(home.database).close()
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        found = take_lessons(db, today())
        db.close()
    text = "".join(f"{as_json(asdict(one))}\n" for one in found)
    if out is None:
        click.echo(text, nl=False)
    elif found:
        out.touch(mode=0o600)
        out.write_text(text, encoding="utf-8")
    click.echo(f"{len(found)} leçon{'s' * (len(found) > 1)}", err=True)
    sys.exit(0 if found else 3)
