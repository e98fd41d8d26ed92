"""`vigie audit`: who did what, newest first."""

import json
from datetime import UTC, date, datetime, time

import click

from dashboard.french import moment
from dashboard.names import VIA_WORDS
from store.audit import ACTS, list_acts
from store.clock import PARIS
from store.database import open_readonly
from store.home import find_home
from vigie.periods import day_option


@click.command(epilog="Exemples : vigie audit --since 30d ; vigie audit --act erasure --json")
@click.option("--since", metavar="JOUR|7d", callback=day_option, help="Depuis ce jour (de Paris) ou cette durée.")
@click.option("--act", type=click.Choice(sorted(ACTS)), help="Cet acte seulement.")
@click.option("--who", metavar="NOM", default="", help="Cette personne, ou ce compte de la machine, seulement.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 100_000), help="Les plus récents.")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON par ligne.")
def audit(since: date | None, act: str | None, who: str, limit: int, as_json: bool) -> None:
    """Le journal : corrections, demandes, exports, effacements, restaurations, connexions, refus.

    Ni texte ni nom de lecteur n’y figure : les numéros sont ceux des corrections et des demandes.
    """
    start = datetime.combine(since, time(), PARIS).astimezone(UTC).isoformat(timespec="seconds") if since else ""
    db = open_readonly(find_home().database)
    acts = list_acts(db, act=act or "", who=who, since=start, limit=limit)
    db.close()
    for row in acts:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        role = row["role"] or VIA_WORDS[row["via"]]
        told = f"{moment(row['at'])} · {row['who']} ({role}) · {ACTS.get(row['act'], row['act'])} {row['what']}"
        click.echo(told.rstrip())
    if not acts and not as_json:
        click.echo("Rien au journal pour ces choix.")
