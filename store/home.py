"""Paths of an installation: everything lives under one home folder."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "VIGIE_HOME"
DEFAULT_HOME = ".vigie"


@dataclass(frozen=True)
class Home:
    """One installation: watch, database, key (0600), inbox files, backups, briefs, logs."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "vigie.db"

    @property
    def watch(self) -> Path:
        """The folder of the watch's TOML files."""
        return self.folder / "watch"

    @property
    def sources(self) -> Path:
        """The folder of this installation's own source files, read beside the packaged ones."""
        return self.folder / "sources"

    @property
    def key_file(self) -> Path:
        """The secret of the keyed hashes."""
        return self.folder / "key"

    @property
    def inbox(self) -> Path:
        """Files handed in by the dashboard, until `vigie work` has read them."""
        return self.folder / "inbox"

    @property
    def drop(self) -> Path:
        """The watched folder: a file left there is read, then moved to `lus` or `refuses`."""
        return self.folder / "depot"

    @property
    def mail_password_file(self) -> Path:
        """The mailbox's password (0600), unless the environment gives it."""
        return self.folder / "imap-password"

    @property
    def smtp_password_file(self) -> Path:
        """The password with which letters leave (0600), unless the environment gives it."""
        return self.folder / "smtp-password"

    @property
    def sent_file(self) -> Path:
        """What was handed to the mail server, beside the database so that it outlives it: nothing leaves twice."""
        return self.folder / "envois"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.folder / "backups"

    @property
    def briefs(self) -> Path:
        """The press reviews, one set of files a day."""
        return self.folder / "briefs"

    @property
    def tombstones(self) -> Path:
        """Keyed hashes of what was erased, beside the database so that they outlive it."""
        return self.folder / "tombstones"

    @property
    def logs(self) -> Path:
        """One log file a command."""
        return self.folder / "logs"

    @property
    def lock_file(self) -> Path:
        """Held by whoever writes in batches."""
        return self.folder / "lock"

    def key(self) -> bytes:
        """The secret of the keyed hashes.

        Raises:
            FileNotFoundError: the installation has no key; `vigie init` makes one, a backup restores it.
        """
        return bytes.fromhex(self.key_file.read_text(encoding="ascii").strip())

    def make(self) -> None:
        """Makes the folders and, once, the key; safe to run twice."""
        self.make_folders()
        if not self.key_file.exists():
            descriptor = os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")

    def make_folders(self) -> None:
        """Makes the folders, for their owner alone; safe to run twice."""
        for folder in (self.folder, self.sources, self.inbox, self.backups, self.briefs, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        # Whoever keeps the installation may open this one to colleagues: its rights stay as they set them.
        self.drop.mkdir(mode=0o700, exist_ok=True)


def find_home(explicit: str | None = None) -> Home:
    """The installation named by `--home`, else by `VIGIE_HOME`, else `~/.vigie`."""
    named = explicit or os.environ.get(HOME_VARIABLE)
    return Home(Path(named).expanduser().resolve() if named else Path.home() / DEFAULT_HOME)
