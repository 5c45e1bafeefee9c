"""No address of the admin leads into another shop: every route that takes a number is tried with another
shop's, and every route without a token.
"""

from __future__ import annotations

import re
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select, table, text

from plugin.services.creator_import.review_upload import keep_upload
from plugin.services.creator_import.run_import import start_import
from plugin.services.landing.make_pages import make_pages
from plugin.services.links.owner_links import LinkFields, add_link
from plugin.store.campaigns import add_enrolments
from plugin.store.privacy import keep_export
from plugin.store.runs import Run
from plugin.store.tables import metadata
from tests import cast
from tests.books import add_campaign, add_code, add_creator, hear
from tests.order_bodies import order

OPEN = {"admin.asset", "admin.patch_id_token"}
JOBS = table("procrastinate_jobs")


@pytest.fixture
def of_ana(database, settings, ana, ben, park, now) -> dict[str, list[int]]:
    """Rows of Ana's of every kind that has a number: argument of the routes -> numbers."""
    creator, campaign = add_creator(database, ana), add_campaign(database, ana)
    code = add_code(
        database, ana, "SPRING_CLEO", creator, campaign_id=campaign, status="failed", origin="created"
    )
    hear(database, settings, ana, "orders/create", order(1001))
    with database.shop(ana) as session:
        add_enrolments(session, campaign, [creator], now)
        make_pages(session, campaign, [creator], now)
        link = add_link(session, creator, LinkFields("bio", "blog", "/cleo"), now)
        keep_export(session, request_id=5, detail={"customer_id": 7}, total=0, now=now)
        waiting, begun = (
            keep_upload(session, "creators.csv", f"name\n{who.name}\n".encode(), now)
            for who in (cast.DEV, cast.ASA)
        )
        start_import(session, begun, now)
        runs = list(session.scalars(select(Run.id)))
    return {
        "creator_id": [creator],
        "campaign_id": [campaign],
        "code_id": [code],
        "link_id": [link],
        "order_id": [1001],
        "upload_id": [waiting, begun],
        "run_id": runs,
        "delivery_id": [park(ana)],
    }


def addresses(app: Flask, numbers: dict[str, list[int]]) -> list[tuple[str, str]]:
    """(method, path) of every admin route that takes a number, with each of `numbers` in its place."""
    found = []
    for rule in app.url_map.iter_rules():
        taken = re.findall(r"<int:(\w+)>", rule.rule)
        if not rule.endpoint.startswith("admin.") or not taken:
            continue
        path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
        for chosen in product(*(numbers[argument] for argument in taken)):
            there = path
            for number in chosen:
                there = re.sub(r"<int:\w+>", str(number), there, count=1)
            found += [(method, there) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


def everything(database) -> dict[str, list[str]]:
    """Every row of every table of ours, and every job."""
    with database.engine.connect() as connection:
        return {
            row.name: sorted(str(line) for line in connection.execute(text(f'select * from "{row.name}"')))  # noqa: S608
            for row in (*metadata.sorted_tables, JOBS)
        }


def test_another_shops_numbers_are_nobodys(app, browse, database, of_ana):
    mine, hers = browse(cast.BEN), browse(cast.ANA)
    before = everything(database)
    tried = addresses(app, of_ana)
    assert len(tried) > 30
    answers = {
        (method, path): mine.get(path)
        if method == "GET"
        else mine.post(path, {"code": "NEW", "basis": "net"})
        for method, path in tried
    }
    # A GET on a deed's address changes nothing and leads to the page, which is then not there.
    led = {place for place, answer in answers.items() if answer.status_code == 303}
    assert all(method == "GET" and path.endswith(("/archive", "/restore")) for method, path in led)
    assert {place: a.status_code for place, a in answers.items() if a.status_code not in (303, 404)} == {}
    assert everything(database) == before
    opened = {path: hers.get(path).status_code for method, path in tried if method == "GET"}
    assert 200 in opened.values(), "the numbers are there, for her"


def test_every_route_asks_for_a_token(app, of_ana):
    stranger = app.test_client()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("admin.") or rule.endpoint in OPEN:
            continue
        path = re.sub(r"<[^>]*>", "1", rule.rule)
        for method in rule.methods or ():
            answer = stranger.open(path, method=method)
            assert answer.status_code in (302, 404), (method, path)
            assert "Location" not in answer.headers or answer.location.startswith("/patch-id-token?")
