"""No English word of click on any help or error of the command line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from vigie.cli import COMMANDS, cli
from vigie.in_french import knows

ENGLISH = re.compile(
    r"\b(?:Usage:|Options:|Commands:|Arguments:|Error|Try|Show|exit|Missing|No such|Invalid|value for|Did you mean|"
    r"Got unexpected|required|default|default:|Choose|does not|is not|TEXT|INTEGER|DIRECTORY|FILENAME|FILE|PATH|RANGE|"
    r"FLOAT|BOOLEAN|ARGS|COMMAND|Aborted)(?!\w)"
)
# What only a mistake in our own code would make click say.
OF_DEVELOPERS = (
    "Could not determine", "No options defined", "Name '", "Boolean option", "Arguments take", "Unknown ",
    "Invalid start character", "{editor}", "Got unexpected keyword",
)  # fmt: skip
SPOKEN_BY = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def every_command() -> Iterator[list[str]]:
    yield []
    for name in COMMANDS:
        yield [name]
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            yield from ([name, inner] for inner in command.commands)


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, prog_name="vigie", terminal_width=200)


def sentences_of_click() -> Iterator[str]:
    folder = Path(click.__file__).parent
    for module in SPOKEN_BY:
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                said = node.args[0]
                if isinstance(said, ast.Constant):
                    yield str(said.value)


@pytest.mark.parametrize("names", list(every_command()), ids=" ".join)
def test_no_help_says_an_english_word(names: list[str]) -> None:
    said = ask(*names, "--help")

    assert said.exit_code == 0
    assert "Utilisation\u00a0:" in said.output and "Affiche cette aide." in said.output
    assert not ENGLISH.findall(said.output)


@pytest.mark.parametrize("names", list(every_command()), ids=" ".join)
def test_an_option_that_does_not_exist_is_told_in_french(names: list[str]) -> None:
    said = ask(*names, "--hozizon")

    assert said.exit_code == 2
    assert "L’option «\u00a0--hozizon\u00a0» n’existe pas." in said.output and "Erreur\u00a0:" in said.output
    assert not ENGLISH.findall(said.output)


def test_an_option_without_its_value_is_told_in_french_by_every_command() -> None:
    for names in every_command():
        for one in _command(names).params:
            if isinstance(one, click.Option) and not (one.is_flag or one.count or one.hidden):
                said = ask(*names, one.opts[0])

                assert said.exit_code == 2 and "attend une valeur" in said.output, (names, one.opts)
                assert not ENGLISH.findall(said.output)


def test_what_is_missing_or_refused_is_told_in_french_by_every_command() -> None:
    for names in every_command():
        command = _command(names)
        if any(one.required for one in command.params):
            said = ask(*names)
            assert said.exit_code == 2 and "Il manque" in said.output and not ENGLISH.findall(said.output), names
        for one in command.params:
            if isinstance(one, click.Option) and isinstance(one.type, click.Choice | click.IntRange | click.DateTime):
                said = ask(*names, one.opts[0], "hozizon")
                assert said.exit_code == 2 and "Valeur refusée" in said.output, (names, one.opts)
                assert not ENGLISH.findall(said.output), said.output


def test_a_command_that_does_not_exist_and_what_is_one_too_many_are_told_in_french() -> None:
    for given in (["expotr"], ["sources", "liste"], ["backup", "a", "b"], ["brief", "--week=3"],
                  ["demo", "--port", "0"], ["analyse", "nulle-part.jsonl"]):  # fmt: skip
        said = ask(*given)

        assert said.exit_code == 2 and "Erreur\u00a0:" in said.output, given
        assert not ENGLISH.findall(said.output), said.output


def test_every_sentence_that_click_can_say_has_its_french() -> None:
    unsaid = {one for one in sentences_of_click() if not knows(one) and not one.startswith(OF_DEVELOPERS)}

    assert not unsaid


def test_no_line_of_the_list_of_commands_is_cut() -> None:
    assert "..." not in ask("--help").output + CliRunner().invoke(cli, ["sources", "--help"], terminal_width=80).output


def _command(names: list[str]) -> click.Command:
    found: click.Command = cli
    for name in names:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name) or pytest.fail(name)
    return found


def test_a_path_made_before_click_spoke_french_is_named_in_french() -> None:
    kind = click.Path(file_okay=False)
    vars(kind)["name"] = "directory"

    assert click.Option(["--out"], type=kind).make_metavar(click.Context(cli)) == "DOSSIER"
