"""What the README shows works."""

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from click.testing import CliRunner

from vigie.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_command_stands_before_line_twenty() -> None:
    assert "    make demo" in README.splitlines()[:20]


def test_every_command_of_the_readme_exists() -> None:
    code = re.findall(r"`(vigie [^`]+)`", README) + re.findall(r"(?:^\$|\|)\s*(vigie .+)$", README, re.MULTILINE)
    shown = {line.split()[1] for line in code}
    assert shown and shown <= set(COMMANDS)


def test_every_command_of_the_session_runs(tmp_path: Path) -> None:
    for name in ("html", "txt"):
        stem = {"html": "page-enregistree", "txt": "page-collee"}[name]
        shutil.copyfile(ROOT / "tests" / "pages" / "twins" / f"guilde.{name}", tmp_path / f"{stem}.{name}")
    block = re.search(r"```console\n(.+?)```", README, re.DOTALL)
    assert block is not None
    lines = re.findall(r"^\$ (.+)$", block[1], re.MULTILINE)
    assert len(lines) >= 4
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": places, "VIGIE_HOME": str(tmp_path / "home")}
    for line in lines:
        finished = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert (finished.returncode, bool(finished.stdout.strip())) == (0, True), (line, finished.stderr[-2000:])


def test_every_linked_file_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_has_help_and_an_example() -> None:
    for name, (place, _) in COMMANDS.items():
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0 and command.help, name
        assert "Exemple" in shown.output or hasattr(command, "commands"), name


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from vigie.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'scrapy', 'spacy', 'streamlit', 'transformers', 'torch', 'onnxruntime'} & set(sys.modules)\n"
        "sys.exit(bool(heavy))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
