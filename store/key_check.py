"""Whether the key beside a database is the one that made its hashes."""

import hashlib
import hmac

from sqlite_utils import Database

from store.database import one, transaction

_NAME = "key-check"


class KeyMismatchError(RuntimeError):
    """The key is not the one that made the hashes; the message is French, for the screen."""


def key_value(key: bytes) -> str:
    """What a database remembers of its key: a keyed hash of a constant, from which the key cannot be found."""
    return hmac.new(key, b"vigie key check", hashlib.sha256).hexdigest()[:20]


def fits(db: Database, key: bytes) -> bool | None:
    """Whether `key` made the hashes of a database; `None` when the database does not say."""
    if not db.table("installation").exists():
        return None
    row = one(db, "select value from installation where name = :name", {"name": _NAME})
    return None if row is None else hmac.compare_digest(str(row["value"]), key_value(key))


def hold_key(db: Database, key: bytes) -> None:
    """Remembers the key of a database, the first time; afterwards refuses any other.

    Raises:
        KeyMismatchError: another key would give readers other hashes, and bring back those who were erased.
    """
    known = fits(db, key)
    if known is None:
        with transaction(db):
            db.execute(
                "insert into installation(name, value) values (:name, :value) on conflict do nothing",
                {"name": _NAME, "value": key_value(key)},
            )
    elif not known:
        raise KeyMismatchError(
            "la clé n’est pas celle qui a fait les empreintes de cette base ; remettez le fichier « key » d’origine "
            "(voir « vigie doctor »)"
        )
