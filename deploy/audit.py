"""Runs what watches the supply chain: bandit, the lock file, known vulnerabilities of its packages.

    python deploy/audit.py            everything; what cannot be asked is « NON VÉRIFIÉ »
    python deploy/audit.py --code     our own code only, without a network

Exit codes: 0 verified and clean, 1 something was found, 3 something could not be verified.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from locked import LOCK, ROOT, missing, read_lock

PACKAGES = ("crawler", "dashboard", "nlp", "store", "vigie")
TIME_S = 600
State = Literal["clean", "found", "unverified"]
WORDS: dict[State, str] = {"clean": "RIEN À SIGNALER", "found": "À CORRIGER", "unverified": "NON VÉRIFIÉ"}


class Verdict(NamedTuple):
    """What one check says: its state, and a sentence or the tool's own report."""

    state: State
    said: str


def check_code() -> Verdict:
    """What bandit finds in our packages; exceptions are in pyproject.toml or on their line, with their reason."""
    done = _run("bandit", "--quiet", "-c", str(ROOT / "pyproject.toml"), "-r", *(str(ROOT / name) for name in PACKAGES))
    if done is None:
        return Verdict("unverified", "bandit n’est pas installé : pip install bandit")
    # It warns on standard error of each exception, which it also counts for the expressions around.
    return Verdict("found" if done.returncode else "clean", (done.stdout or done.stderr) if done.returncode else "")


def check_lock() -> Verdict:
    """Whether the lock pins, with hashes, all that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = read_lock()
    extras = project["optional-dependencies"]
    lost = missing([*project["dependencies"], *extras["pdf"], *extras["oidc"]], pins)
    if lost:
        return Verdict("found", f"{LOCK.name} ne fixe pas {', '.join(lost)} : relancez « make lock »")
    return Verdict("clean", f"{len(pins)} paquets fixés, avec leurs empreintes")


def check_vulnerabilities() -> Verdict:
    """What the public list of vulnerabilities knows of the locked versions; without a network, nothing is verified."""
    form = ("--format", "json", "--progress-spinner", "off")
    done = _run("pip-audit", "--require-hashes", "--disable-pip", *form, "-r", str(LOCK))
    if done is None:
        return Verdict("unverified", "pip-audit n’est pas installé, ou n’a pas répondu : pip install pip-audit")
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["sans message"])[-1]
        return Verdict("unverified", f"les vulnérabilités connues n’ont pas pu être demandées : {reason[:300]}")
    return judge_vulnerabilities(found)


def judge_vulnerabilities(found: list[dict[str, Any]]) -> Verdict:
    """The verdict on pip-audit's answer: a package that it could not ask about is not verified."""
    known = [f"{one['name']} {one['version']} : {flaw['id']}, mendée en {', '.join(flaw['fix_versions']) or '?'}"
             for one in found for flaw in one.get("vulns", ())]  # fmt: skip
    skipped = [one["name"] for one in found if "skip_reason" in one]
    if known:
        return Verdict("found", "\n".join(known))
    if skipped or not found:
        return Verdict("unverified", f"{len(skipped)} paquets sur {len(found)} n’ont pas pu être demandés")
    return Verdict("clean", f"{len(found)} paquets demandés")


CHECKS: dict[str, Callable[[], Verdict]] = {
    "code (bandit)": check_code,
    "versions fixées": check_lock,
    "vulnérabilités connues (pip-audit)": check_vulnerabilities,
}


def exit_code(states: set[State]) -> int:
    """1 as soon as something was found, 3 where something could not be verified, else 0."""
    if "found" in states:
        return 1
    return 3 if "unverified" in states else 0


def main() -> None:
    """Runs the checks and says each one's state."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--code", action="store_true", help="our own code only")
    names = list(CHECKS)[:1] if parser.parse_args().code else list(CHECKS)
    states: set[State] = set()
    for name in names:
        verdict = CHECKS[name]()
        states.add(verdict.state)
        print(f"{name} : {WORDS[verdict.state]}" + (f"\n{verdict.said}" if verdict.said else ""))
    sys.exit(exit_code(states))


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """The finished program of this interpreter's folder, `None` where it is missing or too slow."""
    path = Path(sys.executable).parent / program
    if not path.exists():
        return None
    try:
        return subprocess.run([str(path), *arguments], capture_output=True, text=True, check=False, timeout=TIME_S)
    except subprocess.TimeoutExpired:
        return None


if __name__ == "__main__":
    main()
