"""Steps that several stories share: import creators, run a campaign, wait until nothing is under way."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import create_engine, text

from plugin.store.embedded import driver_url
from tests.devshop.stack import Stack
from tests.journeys.merchant import Merchant, until


def import_creators(merchant: Merchant, content: bytes, *, seconds: float = 60) -> None:
    """Upload a CSV, accept the columns as they were recognised, and wait until the import has ended."""
    review = merchant.fetch("POST", "/creators/import", files={"file": ("creators.csv", content, "text/csv")})
    assert review.status_code == 200, review.text[:500]
    upload = re.search(r"/creators/import/(\d+)", str(review.url))
    assert upload, str(review.url)
    run = merchant.fetch("POST", f"/creators/import/{upload[1]}/start")
    assert run.status_code == 200, run.text[:500]
    address = run.url.path

    def ended() -> bool:
        return "import-progress" not in merchant.fetch("GET", address).text

    until(ended, seconds=seconds, every=0.3, what="The import of creators")


def start_campaign(
    merchant: Merchant,
    *,
    name: str,
    template: str,
    percent: int,
    starts_on: date | None = None,
    **more: str,
) -> int:
    """Create and launch a campaign for all creators, whose codes combine with others; its number. `more` are
    further fields of the form, such as landing_kind.
    """
    form = {
        "name": name,
        "starts_on": (starts_on or begun_everywhere()).isoformat(),
        "ends_on": "",
        "kind": "percentage",
        "percent": str(percent),
        "items": "all",
        "minimum": "none",
        "combines_with_order": "on",
        "combines_with_product": "on",
        "who": "all",
        "code_template": template,
        **more,
    }
    page = merchant.fetch("POST", "/campaigns/new", form)
    assert page.status_code == 200, page.text[:2000]
    found = re.fullmatch(r"/campaigns/(\d+)", page.url.path)
    assert found, str(page.url)
    campaign_id = int(found[1])
    launched = merchant.fetch("POST", f"/campaigns/{campaign_id}/launch")
    assert launched.status_code == 200, launched.text[:500]
    return campaign_id


def begun_everywhere() -> date:
    """A day that has begun in every shop, whatever its time zone and whenever this runs: the day it is where
    it is earliest, twelve hours behind UTC.
    """
    return (datetime.now(UTC) - timedelta(hours=12)).date()


def create_campaign(
    merchant: Merchant,
    *,
    name: str,
    template: str,
    percent: int,
    starts_on: date | None = None,
    seconds: float = 120,
    **more: str,
) -> int:
    """As `start_campaign`, and wait until every code is tried."""
    campaign_id = start_campaign(
        merchant, name=name, template=template, percent=percent, starts_on=starts_on, **more
    )

    def created() -> bool:
        page = merchant.fetch("GET", f"/campaigns/{campaign_id}").text
        return 'accessibilityLabel="Codes created"' not in page

    until(created, seconds=seconds, every=0.5, what=f"The creation of the codes of {name}")
    return campaign_id


def check_with_shopify(merchant: Merchant, *, seconds: float = 120) -> str:
    """Press "Check with Shopify now" and wait until every order has been compared; the page that says so."""

    def shown() -> str:
        page = merchant.fetch("GET", "/deliveries")
        assert page.status_code == 200, page.text[:500]
        return page.text

    # The check that the install began may still be under way, and only one runs at a time.
    until(lambda: 'id="check-now"' in shown(), seconds=seconds, every=0.5, what="The first check")
    pressed = merchant.fetch("POST", "/deliveries/check")
    assert pressed.status_code == 200, pressed.text[:500]
    until(lambda: 'id="check-now"' in shown(), seconds=seconds, every=0.5, what="The check with Shopify")
    return shown()


def wait_until_past_is_in(merchant: Merchant, *, seconds: float = 120) -> None:
    """Wait until the import that the install began has ended: until then it may bring in an order of which no
    webhook has been heard.
    """

    def ended() -> bool:
        page = merchant.fetch("GET", "/past-orders")
        assert page.status_code == 200, page.text[:500]
        return 'id="stop-import"' not in page.text

    until(ended, seconds=seconds, every=0.3, what="The import of past orders")


def wait_until_quiet(merchant: Merchant, stack: Stack, *, seconds: float = 180) -> None:
    """Wait until the stand-in has delivered everything and the app has handled what it kept."""
    deadline = time.monotonic() + seconds
    engine = create_engine(driver_url(stack.env["DATABASE_URL"]), connect_args={"prepare_threshold": None})
    waiting = text(
        "select (select count(*) from deliveries where state = 'waiting')"
        " + (select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
        " and (scheduled_at is null or scheduled_at <= now()))"
    )

    def quiet() -> bool:
        stack.check_alive()
        answer = merchant.standin.get("/control/api/drained", params={"timeout": 20}, timeout=60).json()
        if not answer["drained"]:
            return False
        with engine.connect() as connection:
            return int(connection.execute(waiting).scalar_one()) == 0

    until(quiet, seconds=deadline - time.monotonic(), every=0.3, what="Quiet")
    engine.dispose()
