"""Makes `docs/screenshot.png`: runs the demo, serves its dashboard, and photographs « Tendances » in Chromium."""

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import sync_playwright

from vigie.cli import cli
from vigie.commands import dashboard_command

PORT = 8611
DAY = "2026-11-22"
TARGET = Path(__file__).with_name("screenshot.png")


def wait_for_server() -> None:
    """Returns when the dashboard answers; raises TimeoutError after thirty seconds."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.3)
    raise TimeoutError("the dashboard did not start")


def main() -> None:
    """Writes the picture."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        CliRunner().invoke(cli, ["demo", "--no-serve", "--today", DAY, "--home", str(home)], catch_exceptions=False)
        moment = {"VIGIE_NOW": f"{DAY}T08:30:00+01:00", "VIGIE_HOME": str(home)}
        server = subprocess.Popen(dashboard_command(PORT), env={**os.environ, **moment})
        try:
            wait_for_server()
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
                page = browser.new_page(viewport={"width": 1280, "height": 2300})
                page.goto(f"http://127.0.0.1:{PORT}/tendances?public=tous")
                page.get_by_test_id("semaines").wait_for(timeout=60_000)
                page.locator("canvas, svg.marks").nth(3).wait_for(timeout=60_000)
                page.screenshot(path=TARGET, clip={"x": 0, "y": 0, "width": 1280, "height": 1500})
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
