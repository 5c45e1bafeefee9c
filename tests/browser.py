"""A real browser for tests, and servers for it to visit.

Debian's Chromium is driven by Playwright; nothing is downloaded. Import the fixtures into a conftest:
`from tests.browser import chromium, page`.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

WAIT_MILLISECONDS = 15_000
"""Generous, because the machines that run the tests are shared; what is there is not waited for."""

expect.set_options(timeout=WAIT_MILLISECONDS)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: a test says what went wrong."""


@contextmanager
def serve(app: Any, port: int = 0) -> Iterator[str]:
    """Serves a WSGI application on 127.0.0.1 while the context lasts; gives its address without a slash."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _executable() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@cache
def _browser() -> Browser:
    # One for the whole process, whichever conftests ask for it: Playwright refuses a second one in a thread.
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=_executable(), args=["--no-sandbox"])
    atexit.register(playwright.stop)
    atexit.register(browser.close)
    return browser


@pytest.fixture(autouse=True)
def own_event_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lets a test without a browser run an event loop of its own.

    Once started, Playwright's own loop counts as running in this thread for as long as the process lives, and
    `asyncio.run` refuses to work beside it. It stands still between browser tests, so it is put aside.
    """
    held = None if "chromium" in request.fixturenames else asyncio.events._get_running_loop()
    if held is not None:
        asyncio.events._set_running_loop(None)
    yield
    if held is not None:
        asyncio.events._set_running_loop(held)


@pytest.fixture
def chromium() -> Browser:
    """The browser of all tests of this process; `CHROMIUM` names another executable.

    Without one the test is skipped on a laptop, and fails in CI, where nobody would see that it was.
    """
    if _executable() is None:
        missing = "Chromium is missing: `apt-get install chromium`, or name one in CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return _browser()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page with its own cookies. A script error, or a request off this machine, fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(WAIT_MILLISECONDS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error.message}"))
    page.on(
        "request",
        lambda request: wrong.append(f"left the machine: {request.url}") if _is_away(request.url) else None,
    )
    yield page
    context.close()
    assert not wrong, wrong


def fits(frame: Frame, *, seconds: float = 10) -> bool:
    """Whether the document is no wider than its window, or becomes so: a chart follows a moment later.

    Asked again and again from here: a page that forbids `eval` forbids Playwright's own waiting, too.
    """
    deadline = time.monotonic() + seconds
    while frame.evaluate("document.documentElement.scrollWidth > innerWidth"):
        if time.monotonic() > deadline:
            return False
        frame.wait_for_timeout(50)
    return True


def _is_away(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
