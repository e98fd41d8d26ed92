"""Writes `docs/licences.md` and `deploy/sbom.json` from the lock file and the packages installed from it.

    make licences        runs it in an environment made from the lock alone

The bill of materials is CycloneDX 1.6 and bears no date: the same lock gives the same bytes.
"""

import hashlib
import json
import sys
import tomllib
import uuid
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from locked import ROOT, Pin, read_lock

LICENCES = ROOT / "docs" / "licences.md"
SBOM = ROOT / "deploy" / "sbom.json"
DATA = ROOT / "nlp" / "training" / "data.toml"
WEIGHTS = {"french": "CC-BY-SA-4.0", "messages": "Apache-2.0", "stance": "Apache-2.0"}  # as their README says
UNKNOWN = "non déclarée"
_LONGEST = 70  # beyond, a field « License » holds the text of the licence
_ABSENT = "propre à un autre système, non lue ici"


def licence_of(found: PackageMetadata) -> str:
    """The licence that a package declares: its SPDX expression, else its short name, else its classifiers."""
    if "License-Expression" in found:
        return found["License-Expression"]
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in found.get_all("Classifier") or []
        if line.startswith("License ::") and line != "License :: OSI Approved"
    ]
    named = found["License"].strip() if "License" in found else ""
    if named and "\n" not in named and len(named) <= _LONGEST:
        return named
    return " ; ".join(classified) or (named.splitlines()[0][:_LONGEST] if named else UNKNOWN)


def list_licences(pins: list[Pin]) -> dict[str, str]:
    """Package → licence, read from what is installed here."""
    licences: dict[str, str] = {}
    for pin in pins:
        try:
            licences[pin.name] = licence_of(metadata(pin.name))
        except PackageNotFoundError:
            licences[pin.name] = _ABSENT
    return licences


def write_licences(pins: list[Pin], licences: dict[str, str]) -> str:
    """The page of licences: dependencies, weights, data."""
    packages = [f"| {pin.name} | {pin.version} | {licences[pin.name]} |" for pin in pins]
    sources = tomllib.loads(DATA.read_text(encoding="utf-8"))["source"]
    data = [
        f"| {source['folder']} | {source['origin']} | {source['licence']} | "
        f"{'oui' if source['weights_learn_from_it'] else 'non, mesure seulement'} |"
        for source in sources
    ]
    weights = [f"| `nlp/models/{name}` | {licence} |" for name, licence in sorted(WEIGHTS.items())]
    return "\n".join(
        [
            "# Licences",
            "",
            "Made by `make licences` from what the packages declare; not a legal opinion. Vigie: Apache-2.0.",
            "",
            f"## Dependencies ({len(pins)}, of `deploy/requirements.lock`)",
            "",
            "| package | version | licence |",
            "|---|---|---|",
            *packages,
            "",
            "## Weights",
            "",
            "| folder | licence |",
            "|---|---|",
            *weights,
            "",
            "## Data (of `nlp/training/data.toml`; none is shipped)",
            "",
            "| folder | origin | licence | the weights learn from it |",
            "|---|---|---|---|",
            *data,
            "",
        ]
    )


def make_sbom(pins: list[Pin], licences: dict[str, str]) -> dict[str, Any]:
    """A CycloneDX 1.6 bill of materials: the locked packages and the shipped weights."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = [_package(pin, licences[pin.name]) for pin in pins]
    parts += [_weights(name, licence) for name, licence in sorted(WEIGHTS.items())]
    ours = f"vigie@{project['version']}"
    lock = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": ours, "name": "vigie", "version": project["version"],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": [part["bom-ref"] for part in parts]}],
    }  # fmt: skip


def _package(pin: Pin, licence: str) -> dict[str, Any]:
    reference = f"pkg:pypi/{pin.name}@{pin.version}"
    part: dict[str, Any] = {
        "type": "library", "bom-ref": reference, "name": pin.name, "version": pin.version, "purl": reference,
    }  # fmt: skip
    if licence not in (UNKNOWN, _ABSENT):
        part["licenses"] = [{"license": {"name": licence}}]
    if pin.marker:
        part["properties"] = [{"name": "vigie:marker", "value": pin.marker}]
    return part


def _weights(name: str, licence: str) -> dict[str, Any]:
    folder = ROOT / "nlp" / "models" / name
    return {
        "type": "machine-learning-model", "bom-ref": f"nlp/models/{name}", "name": f"vigie-{name}",
        "licenses": [{"license": {"id": licence}}],
        "hashes": [{"alg": "SHA-256", "content": _folder_hash(folder)}],
    }  # fmt: skip


def _folder_hash(folder: Path) -> str:
    """One hash for the files of a folder: of their names and hashes, in order."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def main() -> None:
    """Writes both files, and names the packages whose licence nobody could read."""
    pins = read_lock()
    licences = list_licences(pins)
    LICENCES.write_text(write_licences(pins, licences), encoding="utf-8")
    SBOM.write_text(json.dumps(make_sbom(pins, licences), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    absent = [name for name, licence in licences.items() if licence in (UNKNOWN, _ABSENT)]
    sys.stdout.write(f"{len(pins)} packages; licence not read here: {', '.join(absent) or 'none'}\n")


if __name__ == "__main__":
    main()
