"""What the team wants to be told of (`[alerts]` of watch.toml), to whom, and how often at most by chance."""

from collections import Counter
from typing import Literal, Self

from pydantic import Field, model_validator

from store.us import Address, Model, Slug, Text, WebAddress
from store.verdicts import Voice

Kind = Literal["volume", "argument", "stance", "figure", "actor", "rival", "silence"]
KINDS: tuple[Kind, ...] = ("volume", "argument", "stance", "figure", "actor", "rival", "silence")
_VOICES: dict[Kind, Voice] = {
    "volume": "reader", "argument": "reader", "stance": "reader", "actor": "press", "rival": "press",
    "figure": "press", "silence": "press",
}  # fmt: skip
_LEAST: dict[Kind, int] = {
    "volume": 5, "argument": 5, "stance": 5, "actor": 3, "rival": 3, "figure": 2, "silence": 1,
}  # fmt: skip
# What each kind can be narrowed to.
_NARROWED: dict[str, tuple[Kind, ...]] = {
    "targets": ("stance",), "arguments": ("argument",), "actors": ("actor", "rival"),
    "each": ("actor", "rival", "figure"), "voice": ("volume", "argument", "stance"),
}  # fmt: skip


class AlertRule(Model):
    """One thing to be told of; empty lists mean all.

    volume: more texts than usual. argument, stance, actor, rival: a share of the texts larger than usual (an argument,
    a side on a target, an actor who is named, a rival of `[us]` who is quoted). figure: a value never told before,
    taken up by several. silence: a source that is silent or does not answer. With `each`, every naming, quote or new
    value is told, as often as it happens: no bound on chance holds then. Under `least` texts nothing is told.
    """

    kind: Kind
    slug: Slug | None = None
    name: Text | None = None
    voice: Voice | None = None
    audiences: tuple[Slug, ...] = ()
    targets: tuple[Slug, ...] = ()
    arguments: tuple[Slug, ...] = ()
    actors: tuple[Slug, ...] = ()
    each: bool = False
    least: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for field, kinds in _NARROWED.items():
            if getattr(self, field) and self.kind not in kinds:
                raise ValueError(f"« {field} » ne va pas avec « {self.kind} », seulement avec {', '.join(kinds)}")
        return self

    @property
    def id(self) -> str:
        """What the rule is known by: alerts that stand keep it."""
        return self.slug or self.kind

    @property
    def heard(self) -> Voice:
        """Whose texts are counted."""
        return self.voice or _VOICES[self.kind]

    @property
    def floor(self) -> int:
        """The fewest texts that are told."""
        return self.least or (1 if self.each else _LEAST[self.kind])


def _usual_rules() -> tuple[AlertRule, ...]:
    press = AlertRule(kind="volume", slug="volume-presse", voice="press", least=3)
    return (AlertRule(kind="volume"), press, *(AlertRule(kind=kind) for kind in KINDS[1:]))


class Alerts(Model):
    """`false_alarms_a_year` bounds what chance alone may open, over all rules together, silent sources apart.

    `mail` sends one letter a night in which something opens or closes, to `recipients` or else those of `[us]`.
    `webhook` is asked with one signed POST each time something opens or closes; its secret stands elsewhere.
    """

    false_alarms_a_year: float = Field(default=12.0, gt=0.0, le=52.0)
    mail: bool = True
    recipients: tuple[Address, ...] = ()
    webhook: WebAddress | None = None
    rules: tuple[AlertRule, ...] = Field(default_factory=_usual_rules)

    @model_validator(mode="after")
    def _one_name_each(self) -> Self:
        twice = [name for name, n in Counter(rule.id for rule in self.rules).items() if n > 1]
        if twice:
            raise ValueError(f"deux règles portent le nom « {twice[0]} » : donnez à chacune son « slug »")
        return self
