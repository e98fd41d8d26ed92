"""Who we are, as the part `[us]` of a watch says it."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from store.ids import digest

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
# No sign that ends a header of a mail, or begins another address in it.
_SIGN = r"[^@\s\x00-\x1f\x7f<>(),;:\\\"\[\]]"
Address = Annotated[str, Field(pattern=rf"^{_SIGN}+@{_SIGN}+$")]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"']+$")]


class Model(BaseModel):
    """A part of a watch: frozen, and a key it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Spokesperson(Model):
    """Who speaks for us."""

    name: Text
    role: Text


class TalkingPoint(Model):
    """A sentence that we say, and the arguments (slugs) it answers; a bare text in the file answers none by name.

    `rewordings` are other ways to say it, by which it is recognised too.
    """

    text: Text
    answers: tuple[Slug, ...] = ()
    rewordings: tuple[Text, ...] = ()

    @property
    def id(self) -> str:
        """What it is known by in the database: its text."""
        return digest("point", self.text)

    @model_validator(mode="before")
    @classmethod
    def _bare_text(cls, given: Any) -> Any:
        return {"text": given} if isinstance(given, str) else given


class Us(Model):
    """Who we are: what the brief signs with, what we hold on each target, who is ally or rival (slugs of actors).

    `dashboard_url` is where the recipients of a brief can open the dashboard, when there is such a place.
    """

    name: Text
    acronym: Text
    contact: Text | None = None  # where a site that we read can reach us: an e-mail address or a page
    privacy_contact: Text | None = None  # who answers a person on what is held of her
    dashboard_url: WebAddress | None = None
    spokespersons: tuple[Spokesperson, ...] = ()
    talking_points: tuple[TalkingPoint, ...] = ()
    positions: dict[Slug, Literal["favour", "against"]] = {}  # by target; a target left out is not ours to argue
    allies: tuple[Slug, ...] = ()
    rivals: tuple[Slug, ...] = ()
    recipients: tuple[Address, ...] = ()
    logo: Path | None = None
