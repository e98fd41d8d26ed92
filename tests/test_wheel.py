"""A wheel built from the tree works outside the checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(tree)]
    subprocess.run(command, check=True)
    return next(folder.glob("vigie-*.whl"))


def test_the_wheel_carries_data_and_neither_tests_nor_gold(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"vigie", "store", "crawler", "nlp", "dashboard", f"vigie-{wheel.name.split('-')[1]}.dist-info"}
    for wanted in (
        "store/watches/secteur3/watch.toml",
        "crawler/sources/egora.toml",
        "crawler/demo/texts/",
        "nlp/models/stance/",
        "nlp/models/french/config.cfg",
        "nlp/models/french/tok2vec/model",
        "nlp/models/french/vocab/vectors",
        "nlp/bodies.toml",
    ):
        assert any(name.startswith(wanted) for name in names), wanted
    assert not [name for name in names if name.startswith("nlp/gold/")]


def test_the_installed_wheel_analyses_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    # The libraries come from this environment; its editable install is not seen, .pth files being read from
    # an environment's own folder only.
    environment = {"PYTHONPATH": sysconfig.get_paths()["purelib"], "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    program = [str(venv / "bin" / "vigie")]
    line = (
        '{"id": "a", "text": "Dérembourser les ordonnances du secteur 3 punit les malades de Lyon, '
        '1 347 médecins sont visés."}'
    )
    analysed = subprocess.run(
        [*program, "analyse"], input=line, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert analysed.returncode == 0, analysed.stderr
    assert '"relevant": true' in analysed.stdout and '"value": 1347' in analysed.stdout
    assert '"text": "Lyon"' in analysed.stdout
    where = subprocess.run(
        [str(venv / "bin" / "python"), "-c", "import nlp; print(nlp.__file__)"],
        capture_output=True, text=True, env=environment, cwd=tmp_path, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(venv))
