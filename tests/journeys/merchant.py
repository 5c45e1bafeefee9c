"""A shop owner at work in the admin, by HTTP alone: what App Bridge and a browser would send, without
either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

APP_HANDLE = "earmark"


class Merchant:
    """The owner of one shop of the stand-in."""

    def __init__(self, standin_url: str, app_url: str, domain: str) -> None:
        self.domain = domain
        self.frame = f"/store/{domain.removesuffix('.myshopify.com')}/apps/{APP_HANDLE}"
        self.standin = httpx.Client(base_url=standin_url, timeout=30)
        self.app = httpx.Client(base_url=app_url, timeout=60)

    def install(self) -> None:
        """Press "Install" in the stand-in's admin."""
        answer = self.standin.post(f"{self.frame}/install")
        assert answer.status_code == 303, answer.text[:300]

    def launch(self) -> dict[str, str]:
        """A fresh launch query: id_token, shop, host, locale."""
        answer = self.standin.post(f"{self.frame}/id-token")
        answer.raise_for_status()
        found: dict[str, str] = answer.json()
        return found

    def open(self, path: str = "/", **query: Any) -> httpx.Response:
        """Load a page as the admin's frame does: the token in the address."""
        return self.app.get(path, params={**self.launch(), **query})

    def fetch(
        self,
        method: str,
        path: str,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        params: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Send what a page's script sends: the token in a header. Redirects are followed, each with the
        token.
        """
        launch = self.launch()
        headers = {"Authorization": f"Bearer {launch['id_token']}"}
        return self.app.request(
            method, path, data=data, files=files, params=params, headers=headers, follow_redirects=True
        )

    def control(self, path: str, **body: Any) -> Any:
        """POST to the stand-in's control API on behalf of this shop; the JSON it answers."""
        answer = self.standin.post(f"/control/api/{path}", json={"shop": self.domain, **body}, timeout=600)
        assert answer.is_success, answer.text[:500]
        return answer.json()

    def truth(self) -> dict[str, Any]:
        """The stand-in's own books of this shop."""
        answer = self.standin.get("/control/api/truth", params={"shop": self.domain}, timeout=60)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def until(question: Callable[[], T], *, seconds: float = 30, every: float = 0.1, what: str = "it") -> T:
    """Ask until the answer is truthy and return it; `AssertionError` with the last answer after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:.0f} s; last answer: {answer!r}")
        time.sleep(every)
