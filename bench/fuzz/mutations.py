"""Changes of a JSON answer that keep it JSON: bytes alone hardly ever reach a module behind its parser."""

import json
import random
from copy import deepcopy
from typing import Any

import atheris

_HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, -(10**30), 1.5, 1e308, float("nan"), float("inf"), "", " ", "x", "1",
    "9" * 5000, "٣", "²",
    "\x00", "\ud800", "a\ud800b\udfff", "\u202e\u200b\ufeff", "<p>a<b>c", "<", "&#0;&#xD800;", "<!--", "]]>",
    "http://[", "2026-11-20T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "20 nov. 2026",
    "1700000000", "1" + "9" * 12, [], {}, [[]], [None], {"id": None}, {"$t": []}, "l\nl\r\nl", "=1+1", "é" * 300,
)  # fmt: skip


def mutate_json(data: bytes, max_size: int, seed: int) -> bytes:
    """One change, or the fuzzer's own where the bytes are no JSON."""
    chance = random.Random(seed)
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, list | dict) or chance.random() < 0.25:
        return bytes(atheris.Mutate(data, len(data) or 1))
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if isinstance(payload, list | dict):
            payload = _changed(payload, chance)
    changed = json.dumps(payload, ensure_ascii=chance.random() < 0.7).encode("utf-8", "replace")
    return changed if len(changed) <= max_size else data


def _changed(payload: Any, chance: random.Random) -> Any:
    places = list(_places(payload))
    if not places:
        return deepcopy(chance.choice(_HOSTILE))
    holder, name = chance.choice(places)
    act = chance.random()
    if act < 0.55:
        holder[name] = deepcopy(chance.choice(_HOSTILE))
    elif act < 0.7:
        other, key = chance.choice(places)
        holder[name] = json.loads(json.dumps(other[key]))
    elif act < 0.8:
        holder[name] = [holder[name]]
    elif act < 0.9 and isinstance(holder, list):
        holder.append(json.loads(json.dumps(holder[name])))
    else:
        del holder[name]
    return payload


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every (holder, name or index) of a tree."""
    found, waiting = [], [node]
    while waiting:
        holder = waiting.pop()
        pairs = list(holder.items() if isinstance(holder, dict) else enumerate(holder))
        found += [(holder, name) for name, _ in pairs]
        waiting += [value for _, value in pairs if isinstance(value, dict | list)]
    return found
