"""The log of the night and of the work between nights, bounded on the disk."""

import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler

from store.home import Home

LOG = logging.getLogger("vigie")
LOG_BYTES = 5_000_000


def log_to_file(home: Home) -> None:
    """One line per event in `logs/vigie.log`, rotated at 5 MB, five files kept; `cron.log` too, one kept."""
    home.logs.mkdir(parents=True, exist_ok=True)
    _rotate_cron_log(home)
    handler = RotatingFileHandler(home.logs / "vigie.log", maxBytes=LOG_BYTES, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    LOG.addHandler(handler)
    LOG.propagate = False
    LOG.setLevel(logging.INFO)


def _rotate_cron_log(home: Home) -> None:
    """Puts a long `cron.log` aside, once: the shell that writes it now goes on in the file put aside."""
    log = home.logs / "cron.log"
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            log.replace(home.logs / "cron.log.1")
