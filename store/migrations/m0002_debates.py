"""The votes of the debate that a comment platform holds under an article."""

from sqlite_utils import Database, Migrations


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0002_debates")
    def debates(db: Database) -> None:
        # JSON object {question, votes: [[position, n], …]} in the platform's order; null: no debate was read.
        db.execute("alter table articles add column debate text")
