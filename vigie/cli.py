"""The command line: a lazy group, so that `vigie --help` loads nothing heavy."""

import os
import sqlite3
import sys
from importlib import import_module
from typing import Any

import click

from store.home import HOME_VARIABLE, find_home
from store.mishaps import explain
from vigie import __version__
from vigie.in_french import name_subcommands, speak_french

# command → (module:attribute, one French line of help)
COMMANDS = {
    "add": ("crawler.commands:add", "Ajoute des pages : adresse, HTML enregistré, texte collé, PDF, lettre .eml."),
    "analyse": ("nlp.commands:analyse", "Analyse des lignes JSON sans rien enregistrer."),
    "audit": ("vigie.auditing:audit", "Le journal : qui a corrigé, exporté, effacé, qui est entré."),
    "backup": ("vigie.commands:backup", "Copie la base, vérifie la copie, dit où est la clé."),
    "brief": ("dashboard.brief.commands:brief", "La revue de presse d’un jour : html, docx, md, pdf."),
    "crawl": ("crawler.commands:crawl", "Collecte les articles et les commentaires des sources."),
    "cron": ("vigie.commands:cron", "Affiche les lignes à mettre dans la crontab."),
    "dashboard": ("vigie.serving:dashboard", "Sert le tableau de bord."),
    "demo": ("vigie.demo:demo", "Tout le travail sur la presse de démonstration."),
    "doctor": ("vigie.doctor.command:doctor", "Cherche ce qui ne va pas, et dit comment le réparer."),
    "evaluate": ("nlp.commands:evaluate", "Mesure les modèles sur les phrases annotées."),
    "export": ("vigie.export.command:export", "Exporte articles, commentaires, passages, chiffres ou citations."),
    "extract": ("crawler.commands:extract", "Affiche ce que contiennent des pages, sans rien enregistrer."),
    "forget": ("vigie.rights:forget_command", "Efface pour de bon un article, un commentaire, un lecteur."),
    "health": ("vigie.health:health", "Dit si la veille est fraîche, pour un superviseur."),
    "init": ("vigie.commands:init", "Prépare le dossier de l’installation."),
    "lessons": ("vigie.lessons:lessons", "Sort les corrections des trimestres passés, pour un apprentissage."),
    "nightly": ("vigie.nightly:nightly", "La nuit : collecte, analyse, regroupe, compte, sauvegarde."),
    "purge": ("vigie.rights:purge_command", "Efface ce qui a passé sa durée de conservation."),
    "restore": ("vigie.restore:restore", "Remet en service une copie de la base, vérifiée."),
    "search": ("vigie.searching:search", "Cherche dans les articles et les commentaires."),
    "sources": ("crawler.source_commands:sources", "Le catalogue des sources."),
    "tag": ("nlp.commands:tag", "Analyse ce qui ne l’est pas encore."),
    "train": ("nlp.train:train", "Apprend de vos corrections, et ne garde que ce qui tient ses scores."),
    "why": ("vigie.why:why", "Dit pourquoi une page est, ou n’est pas, dans la veille."),
    "work": ("vigie.nightly:work", "Exécute ce que le tableau de bord a demandé."),
}
speak_french()
EXPECTED_ERRORS = (OSError, ValueError, RuntimeError, LookupError, sqlite3.Error)


class LazyGroup(click.Group):
    """A group that imports a command when it is called; every command takes `--home` too."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        _accept_home(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above: nothing is imported."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(COMMANDS.items())])


def _accept_home(command: click.Command) -> None:
    """Gives `--home` to a command, and to the commands of a group."""
    if not any(parameter.name == "home" for parameter in command.params):
        command.params.append(_home_option())
    if isinstance(command, click.Group):
        name_subcommands(command)
        for inner in command.commands.values():
            _accept_home(inner)


def _set_home(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        os.environ[HOME_VARIABLE] = value


def _home_option() -> click.Option:
    return click.Option(
        ["--home"], metavar="DOSSIER", expose_value=False, callback=_set_home, is_eager=True,
        help=f"Le dossier de l’installation (sinon {HOME_VARIABLE}, sinon ~/.vigie).",
    )  # fmt: skip


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, params=[_home_option()])
@click.version_option(__version__, prog_name="vigie")
@click.option("--debug", is_flag=True, help="Montre la trace complète d’une erreur.")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Vigie lit la presse française et ses commentaires sur un débat public.

    Exemple : vigie demo
    """
    ctx.obj = {"debug": debug}


name_subcommands(cli)


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line; an expected error is one line and exit code 3."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        return cli.main(args=given, prog_name="vigie")
    except EXPECTED_ERRORS as error:
        if "--debug" in given:
            raise
        click.echo(f"vigie : {explain(error, find_home())}", err=True)
        sys.exit(3)


if __name__ == "__main__":
    main()
