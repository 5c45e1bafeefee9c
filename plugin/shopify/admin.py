"""The Admin GraphQL client: one operation in, its data out, inside Shopify's cost budget.

Shopify's libraries drop partial data, do not wait for the budget and take an unreadable answer for a success
(measured on shopifyapp 1.0.2), hence a client of our own. It knows three kinds of trouble: out of budget (it
waits, up to a limit), an answer that may have been lost (retryable: the caller must be able to repeat), and a
refusal.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import httpx
import shopify
import structlog

from plugin.errors import ShopifyError, ThrottledError, TokenLostError
from plugin.metrics import THROTTLED
from plugin.settings import API_VERSION
from plugin.shopify.answers import GraphqlProblem, problems_in, raise_for_status
from plugin.shopify.budget import Budgets

LONGEST_WAIT = 60.0
"""Seconds one operation may wait for the budget, all its waits together. Jobs come back later instead."""
READ_AGAIN = 2
"""How often a query is repeated after a lost answer. Mutations never are: only the caller knows whether that
is safe.
"""

MUTATION = re.compile(r"^\s*mutation\b", re.MULTILINE)
"""Fragments may come before the operation, so the word is looked for at the beginning of every line."""

TokenSource = Callable[[str | None], str]
"""Gives a valid access token; given a token that Shopify has just refused, it gives another or raises."""

log = structlog.get_logger()


class Admin(Protocol):
    """What services need of the client; tests hand in a fake with a `run` of its own."""

    errors: tuple[GraphqlProblem, ...]

    def run(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The `data` of one operation."""
        ...


class AdminClient:
    """Speaks to the Admin API of one shop.

    `errors` holds what Shopify complained about in the last operation although it gave data (fields it keeps
    back, for instance). A client is for one thread; clients of one process share `budgets`.
    """

    def __init__(
        self,
        shop: str,
        token: TokenSource,
        http: httpx.Client,
        *,
        budgets: Budgets,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self.shop = shop
        self.errors: tuple[GraphqlProblem, ...] = ()
        self._token = token
        self._http = http
        self._url = f"{shopify.Session(shop, API_VERSION).site}/graphql.json"
        self._budgets = budgets
        self._sleep = sleep
        self._clock = clock
        self._longest_wait = longest_wait

    def run(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The `data` of one operation; `variables` must be JSON-able.

        Raises `ThrottledError` when the budget would not come back in time, `TokenLostError` when no access
        token works, and `ShopifyError` else: retryable where the answer was lost or Shopify is unwell, with
        Shopify's own code in `code` (`ACCESS_DENIED`, `INTERNAL_SERVER_ERROR`, ...).
        """
        waited, lost = 0.0, 0
        reading = MUTATION.search(document) is None
        while True:
            try:
                waited = self._wait(self._budgets.wait_before(self.shop, document, self._clock()), waited)
                return self._once(document, dict(variables or {}))
            except ThrottledError as error:
                waited = self._wait(error.wait_seconds, waited)
            except ShopifyError as error:
                log.warning("shopify trouble", shop=self.shop, code=error.code, retryable=error.retryable)
                if not (error.retryable and reading and lost < READ_AGAIN):
                    raise
                lost += 1
                waited = self._wait(0.5 * 2**lost, waited)

    def _wait(self, seconds: float, waited: float) -> float:
        """Sleep for `seconds` and return all that was waited; raises `ThrottledError` where that would be too
        long.
        """
        if seconds <= 0:
            return waited
        if waited + seconds > self._longest_wait:
            raise ThrottledError(
                f"Shopify's budget for {self.shop} comes back in {seconds:.0f} s; try again then.",
                wait_seconds=seconds,
            )
        self._sleep(seconds)
        return waited + seconds

    def _once(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        token = self._token(None)
        response = self._post(document, variables, token)
        if response.status_code == 401:
            response = self._post(document, variables, self._token(token))
        if response.status_code == 401:
            raise TokenLostError(
                f"{self.shop} accepts no access token of this app. The owner has to open it once."
            )
        raise_for_status(response, self.shop)
        return self._read(response, document)

    def _post(self, document: str, variables: dict[str, Any], token: str) -> httpx.Response:
        headers = {"X-Shopify-Access-Token": token, "Accept": "application/json"}
        try:
            return self._http.post(
                self._url, json={"query": document, "variables": variables}, headers=headers
            )
        except httpx.HTTPError as error:
            raise ShopifyError(
                f"No answer from {self.shop} ({type(error).__name__}); "
                "what was asked may or may not have happened.",
                code="lost_answer",
                retryable=True,
            ) from error

    def _read(self, response: httpx.Response, document: str) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError as error:
            raise _unreadable(self.shop) from error
        if not isinstance(answer, dict):
            raise _unreadable(self.shop)
        answered = response.headers.get("X-Shopify-API-Version", API_VERSION)
        if answered != API_VERSION:
            log.warning("api version fell forward", asked=API_VERSION, answered=answered)
        wait = self._budgets.learn(self.shop, document, answer.get("extensions"), self._clock())
        problems = problems_in(answer.get("errors"))
        data = answer.get("data")
        if any(problem.code == "THROTTLED" for problem in problems):
            THROTTLED.inc()
            # A second is what Shopify advises where it does not tell the bucket's state.
            raise ThrottledError(f"The budget of {self.shop} is used up.", wait_seconds=max(wait or 1.0, 0.1))
        if isinstance(data, dict) and any(value is not None for value in data.values()):
            self.errors = problems
            return data
        if problems:
            first = problems[0]
            raise ShopifyError(
                first.message, code=first.code, retryable=first.code == "INTERNAL_SERVER_ERROR"
            )
        if not isinstance(data, dict):
            raise _unreadable(self.shop)
        self.errors = ()
        return data


def _unreadable(shop: str) -> ShopifyError:
    return ShopifyError(f"The answer of {shop} could not be read.", code="unreadable_answer", retryable=True)
