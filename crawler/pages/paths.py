"""XPath over parsed pages: lxml compiles a path each time an element is asked for it, here once a process."""

import re
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

# « //p[…] » looks at every node and then at its children named so; said as « descendant » it is one walk. The same
# elements, as long as no condition counts them.
_STEP = re.compile(r"(?P<before>^|[|(\[]|\s)(?P<dot>\.?)//(?P<name>[a-z][\w-]*|\*)(?=\[(?!\d|last|position|count))")


def select(element: HtmlElement, path: str) -> Any:
    """What a path finds from an element: elements or attributes in the order of the page, else a value."""
    return _compiled(path)(element)


@lru_cache(maxsize=1024)
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(walked_once(path))


def walked_once(path: str) -> str:
    """The path with its searches for conditioned elements said as one walk."""
    return _STEP.sub(lambda step: f"{step['before']}{'' if step['dot'] else '/'}descendant::{step['name']}", path)
