"""The direction of imports, and what the dashboard's process never loads."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "store": {"crawler", "nlp", "dashboard", "vigie"},
    "crawler": {"nlp", "dashboard", "vigie"},
    "nlp": {"crawler", "dashboard", "vigie"},
    "dashboard": {"crawler", "nlp", "vigie"},
}
HEAVY = {"torch", "transformers", "spacy", "scrapy", "onnxruntime", "onnx", "sklearn", "trafilatura"}


def imported(package: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import; write the whole name"
                yield path, (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_a_package_imports_only_the_ground(package: str) -> None:
    wrong = [f"{path.relative_to(ROOT)}: {name}" for path, name in imported(package) if name in FORBIDDEN[package]]
    assert wrong == []


def test_the_dashboard_imports_nothing_heavy() -> None:
    loaded = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, name in [*imported("dashboard"), *imported("store")]
        if name in HEAVY
    ]
    assert loaded == []


def test_modules_of_the_dashboard_bear_no_library_s_name() -> None:
    taken = HEAVY | {
        "streamlit",
        "altair",
        "pandas",
        "numpy",
        "nlp",
        "store",
        "crawler",
        "vigie",
        "dashboard",
        "calendar",
    }
    assert [path for path in (ROOT / "dashboard").rglob("*.py") if path.stem in taken] == []


def test_every_package_is_declared() -> None:
    import tomllib

    declared = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for package in ("vigie", *FORBIDDEN)
        for path in (ROOT / package).rglob("__init__.py")
    }
    assert found == declared


def test_weights_stay_small() -> None:
    heavy = [
        path for path in (ROOT / "nlp" / "models").rglob("*") if path.is_file() and path.stat().st_size > 25_000_000
    ]
    assert heavy == []
