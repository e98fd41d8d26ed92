"""Secrets of an installation: from the environment, or from files that their owner alone can read."""

import os
import secrets
from pathlib import Path


class SecretError(ValueError):
    """A secret that is missing or badly kept; one French line, never with the secret in it."""


def read_secret(variable: str, path: Path, *, what: str) -> str:
    """The secret of an environment variable, else of a file of mode 0600.

    Raises:
        SecretError: there is none, or others may read the file.
    """
    given = os.environ.get(variable)
    if given:
        return given
    try:
        if path.stat().st_mode & 0o077:
            raise SecretError(f"le fichier {path} peut être lu par d’autres ; lancez « chmod 600 {path} »")
        secret = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise SecretError(f"{what} absent ; mettez-le dans la variable {variable} ou dans {path} (chmod 600)") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"le fichier {path} ne se lit pas ({type(error).__name__}) ; vérifiez ses droits") from None
    if not secret:
        raise SecretError(f"le fichier {path} est vide ; écrivez-y le {what}")
    return secret


def make_secret(variable: str, path: Path, *, what: str) -> str:
    """The secret of a variable or of a file, which is made (0600) when there is neither.

    Raises:
        SecretError: others may read the file.
    """
    if not os.environ.get(variable) and not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
    return read_secret(variable, path, what=what)
