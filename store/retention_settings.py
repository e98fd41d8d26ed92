"""How long things are kept (`[retention]` of watch.toml)."""

from pydantic import Field

from store.us import Model


class Retention(Model):
    """How long things are kept, in days; `keep_counts` keeps the numbers drawn from a text that is gone.

    `clips`: answered requests, forgotten files of the inbox folder. `runs`: runs, failures and visits. `fetches`:
    how addresses answered. `backups`: copies of the database, the newest of which always stays.
    """

    keep_articles_days: int = Field(ge=1)
    keep_comments_days: int = Field(ge=1)
    keep_clips_days: int = Field(default=30, ge=1)
    keep_runs_days: int = Field(default=400, ge=1)
    keep_fetches_days: int = Field(default=400, ge=1)
    keep_backups_days: int = Field(default=30, ge=1)
    keep_counts: bool = True
