"""A headless Chromium for tests, where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRED = "REPORTKIT_BROWSER"
"""Environment variable: set where a browser must be there (.ci/run), so that no test is skipped."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser; without one the test is skipped, or fails where REQUIRED is set."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = "no Chromium on this system: apt-get install chromium"
        pytest.fail(reason) if os.environ.get(REQUIRED) else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def heard(page: Page) -> list[str]:
    """What a page asks of the network or says on the console, from now on."""
    told: list[str] = []
    page.on("request", lambda request: told.append(f"request {request.url[:80]}"))
    page.on("console", lambda message: told.append(f"console {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error {error}"))
    return told
