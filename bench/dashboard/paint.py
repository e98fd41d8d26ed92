"""`python -m bench.dashboard.paint HOME`: in Chromium, from the address typed to the first paint and the first number.

Cold: a server just started and a browser that kept nothing. Warm: the same server and browser, once more.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.dashboard.sessions import drop_pages, serving
from dashboard.address import HOME_VIEW
from store.home import Home

CHROMIUM = "/usr/bin/chromium"
_FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# The first number of a headline: the figure or sentence that each view opens with.
_NUMBER = '[data-testid="bilan"], [data-testid="nombre"], .figure-number, .count, .lead'
_PATIENCE_MS = 60_000


def main() -> None:
    """Prints the first paint and the first number of the pages, cold and warm."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard.paint")
    parser.add_argument("home", type=Path)
    parser.add_argument("--pages", nargs="*", default=["matin", "tendances", "chiffres"])
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    for page in asked.pages:
        for row in measure_paint(Home(asked.home), page, times=asked.times):
            print(json.dumps(row | {"load": round(os.getloadavg()[0], 1)}, ensure_ascii=False), flush=True)


def measure_paint(home: Home, page: str, *, times: int) -> list[dict[str, object]]:
    """Two rows, cold and warm, each with the medians of first paint and first number in milliseconds."""
    cold, warm = [], []
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        for _ in range(times):
            with serving(home) as (port, _pid):
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
                context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
                context.close()
                drop_pages(home.database)
                cold.append(open_page(browser, port, page, again=False)[0])
                warm.append(open_page(browser, port, page, again=True)[1])
                browser.close()
    return [_row(page, "cold", cold), _row(page, "warm", warm)]


def open_page(browser: Browser, port: int, page: str, *, again: bool) -> list[tuple[float, float]]:
    """First paint and first number, in milliseconds, of a page opened in a new context, and opened again in it."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1400, "height": 900}
    )  # fmt: skip
    found = []
    for _ in range(2 if again else 1):
        tab = context.new_page()
        began = time.perf_counter()
        tab.goto(f"http://127.0.0.1:{port}/{'' if page == HOME_VIEW else page}", wait_until="commit")
        tab.wait_for_selector(_NUMBER, timeout=_PATIENCE_MS)
        number_ms = 1000 * (time.perf_counter() - began)
        paint_ms = tab.evaluate(_FIRST_PAINT)
        found.append((float(paint_ms or number_ms), number_ms))
        tab.close()
    context.close()
    return found


def _row(page: str, state: str, found: list[tuple[float, float]]) -> dict[str, object]:
    paints, numbers = zip(*found, strict=True)
    return {
        "page": page, "state": state, "n": len(found), "paint_ms": round(statistics.median(paints)),
        "worst_paint_ms": round(max(paints)), "number_ms": round(statistics.median(numbers)),
        "worst_number_ms": round(max(numbers)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
