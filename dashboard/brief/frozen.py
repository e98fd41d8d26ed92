"""A press review kept as it was signed: its record as JSON, from which every format is written again."""

from functools import cache

from pydantic import TypeAdapter, ValidationError

from dashboard.brief.records import Brief


def freeze(brief: Brief) -> str:
    """The review as JSON."""
    return _adapter().dump_json(brief).decode()


def thaw(record: str | None) -> Brief | None:
    """The review of a JSON text; `None` when it was emptied, or made by a version that wrote it otherwise."""
    try:
        return _adapter().validate_json(record) if record else None
    except ValidationError:
        return None


@cache
def _adapter() -> TypeAdapter[Brief]:
    return TypeAdapter(Brief)
