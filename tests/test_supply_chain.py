"""What is installed is what was pinned, listed and audited."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "deploy"))

from audit import Verdict, exit_code, judge_vulnerabilities  # noqa: E402
from inventory import LICENCES, SBOM, write_licences  # noqa: E402
from locked import LOCK, missing, read_lock  # noqa: E402


def project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def test_the_lock_pins_with_hashes_all_that_pyproject_asks_for() -> None:
    asked = project()
    extras = asked["optional-dependencies"]
    assert isinstance(extras, dict) and isinstance(asked["dependencies"], list)
    pins = read_lock()
    assert missing([*asked["dependencies"], *extras["pdf"], *extras["oidc"]], pins) == []
    assert all(pin.sha256 for pin in pins) and len({pin.name for pin in pins}) > 100


def test_a_dependency_added_without_the_lock_is_told() -> None:
    assert missing(["lxml>=5", "Zope.Interface", "a_package_of-tomorrow[x]>=1"], read_lock()) == [
        "a_package_of-tomorrow"
    ]


def test_a_pin_without_a_hash_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("lxml==5.3.0\n", encoding="utf-8")
    with pytest.raises(ValueError, match="make lock"):
        read_lock(lock)


def test_the_lock_names_no_index_and_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert not re.search(r"https?:|--(extra-)?index|find-links|trusted-host|@ ?file:|localhost|127\.0\.0\.1", text)


def test_licences_and_bill_of_materials_list_every_pin_and_every_weight() -> None:
    pins, page = read_lock(), LICENCES.read_text(encoding="utf-8")
    bill = json.loads(SBOM.read_text(encoding="utf-8"))
    named = {(part["name"], part.get("version")) for part in bill["components"]}
    folders = {f"vigie-{path.name}" for path in (ROOT / "nlp" / "models").iterdir() if path.is_dir()}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {(pin.name, pin.version) for pin in pins} <= named
    assert folders == {name for name, version in named if version is None}
    licences = dict(re.findall(r"^\| ([\w.-]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))
    assert page == write_licences(pins, {pin.name: licences[pin.name] for pin in pins})


def test_what_could_not_be_asked_is_never_green() -> None:
    asked, skipped = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "no network"}
    flaw = {"id": "CVE-0", "fix_versions": ["2"]}
    assert judge_vulnerabilities([asked]).state == "clean"
    assert judge_vulnerabilities([asked, skipped]) == Verdict(
        "unverified", "1 paquets sur 2 n’ont pas pu être demandés"
    )
    assert judge_vulnerabilities([]).state == "unverified"
    assert judge_vulnerabilities([asked | {"vulns": [flaw]}, skipped]).state == "found"
    assert [exit_code({"clean"}), exit_code({"clean", "unverified"}), exit_code({"found", "unverified"})] == [0, 3, 1]


def test_an_audit_without_a_network_says_that_nothing_was_verified(tmp_path: Path) -> None:
    program = tmp_path / "pip-audit"
    program.write_text("#!/bin/sh\necho 'ConnectionError: no route' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'deploy')!r}); sys.executable = {str(tmp_path / 'python')!r}\n"
        "import audit; sys.argv = ['audit']\n"
        "audit.CHECKS = {'connues': audit.check_vulnerabilities}; audit.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "NON VÉRIFIÉ" in done.stdout and "no route" in done.stdout


@pytest.mark.long
def test_pip_takes_the_lock_with_its_hashes(tmp_path: Path) -> None:
    """Asks the package registry; where none answers, the test says so."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    pip = [str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    command = [*pip, "install", "--dry-run", "--quiet", "--require-hashes", "--retries", "1", "-r", str(LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    if "No matching distribution" in done.stderr or "Temporary failure" in done.stderr:
        pytest.skip("NON VÉRIFIÉ : aucun registre de paquets ne répond")
    assert done.returncode == 0, done.stderr[-2000:]
