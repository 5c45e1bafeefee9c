"""Numbers for Prometheus: guarded, shared by processes, none lost with a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text, update

from plugin import metrics, metrics_files
from plugin.app import create_app
from plugin.metrics_page import metrics_page
from plugin.metrics_port import DRAIN, WORKER, serve_metrics
from plugin.services.measure_installation import measure_installation
from plugin.shopify.budget import Budgets
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.health import put_findings
from storefront.addresses import blueprint as storefront

TOKEN = "t" * 32


@pytest.fixture
def open_settings(settings):
    """Settings with a token for the metrics."""
    return replace(settings, metrics_token=TOKEN)


def samples(body: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (row.name, tuple(sorted(row.labels.items()))): row.value
        for family in text_string_to_metric_families(body.decode())
        for row in family.samples
    }


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def page(settings, database, now, given=f"Bearer {TOKEN}"):
    return metrics_page(settings, database, given, now)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        pytest.param(f"Bearer {TOKEN}", 200, id="the token"),
        pytest.param(f"bearer {TOKEN}", 401, id="another word"),
        pytest.param(TOKEN, 401, id="bare"),
        pytest.param("Bearer tttt", 401, id="wrong"),
        pytest.param("Bearer å😀", 401, id="not ASCII"),
        pytest.param("", 401, id="none"),
    ],
)
def test_only_who_has_the_token_sees_the_numbers(open_settings, database, now, given, status):
    assert page(open_settings, database, now, given)[0] == status


def test_without_a_token_in_the_settings_there_is_no_page(settings, database, now):
    for given in (f"Bearer {TOKEN}", "Bearer ", "Bearer None", None):
        assert page(settings, database, now, given)[0] == 404


def test_the_page_is_at_its_address(open_settings, database, settings):
    client = create_app(open_settings, storefront, database=database).test_client()
    assert client.get("/metrics").status_code == 401
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert b"earmark_database_up 1.0" in answer.data
    assert (
        create_app(settings, storefront, database=database).test_client().get("/metrics").status_code == 404
    )


def test_what_the_database_knows_is_told_for_all_shops(open_settings, database, ana, ben):
    with database.everywhere() as session:
        at = session.execute(text("select now()")).scalar_one()
        for shop_id, name, age in ((ana, "new", 60), (ben, "rests", 500), (ben, "done", 9000)):
            keep_delivery(
                session, shop_id=shop_id, webhook_id=name, event_id=None, topic="orders/create",
                api_version=None, triggered_at=None, body=b"{}",
            )  # fmt: skip
            came = {"received_at": at - timedelta(seconds=age), "next_try_at": at - timedelta(seconds=age)}
            session.execute(update(Delivery).where(Delivery.webhook_id == name).values(**came))
        session.execute(update(Delivery).where(Delivery.webhook_id == "done").values(state="handled"))
        later = {"next_try_at": at + timedelta(hours=1), "leased_until": at + timedelta(hours=1)}
        session.execute(update(Delivery).where(Delivery.webhook_id == "rests").values(**later))
    for shop_id in (ana, ben):
        with database.shop(shop_id) as session:
            row = {"invariant": "books", "state": "wrong", "sentence": "x", "details": {}, "remedy": None}
            put_findings(session, [row], at)
    found = measure_installation(database, at)
    assert (found.oldest_waiting, found.oldest_due, found.jobs_due) == (500.0, 60.0, 0.0)
    read = samples(page(open_settings, database, at)[1])
    assert read["earmark_oldest_waiting_seconds", ()] == 500.0
    assert read["earmark_standing_checks", (("invariant", "books"), ("state", "wrong"))] == 2
    assert read["earmark_standing_checks", (("invariant", "books"), ("state", "warning"))] == 0


def test_a_database_that_is_away_is_a_number(open_settings, now):
    from sqlalchemy import create_engine

    from plugin.store.database import Database

    away = Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/x?connect_timeout=2"))
    status, body, _ = page(open_settings, away, now)
    assert (status, samples(body)["earmark_database_up", ()]) == (200, 0.0)


def test_counts_by_topic_and_no_label_is_made_up_by_a_sender():
    before = value("earmark_deliveries_received_total", topic="other")
    metrics.count_received(Counter({"orders/create": 2, "made/up": 3, "made/up/too": 1}))
    assert value("earmark_deliveries_received_total", topic="other") == before + 4
    one, several = (
        value("earmark_deliveries_duplicate_total", topic=t) for t in ("orders/create", "several")
    )
    metrics.count_repeated(["orders/create", "orders/create"], 1)
    metrics.count_repeated(["orders/create", "refunds/create"], 2)
    assert value("earmark_deliveries_duplicate_total", topic="orders/create") == one + 1
    assert value("earmark_deliveries_duplicate_total", topic="several") == several + 2
    handled, parked = (
        value(f"earmark_deliveries_{state}_total", topic="orders/create") for state in ("handled", "parked")
    )
    for state in ("handled", "ignored", "parked"):
        metrics.count_settled(["orders/create"], state)
    assert value("earmark_deliveries_handled_total", topic="orders/create") == handled + 2
    assert value("earmark_deliveries_parked_total", topic="orders/create") == parked + 1


def test_every_topic_that_is_handled_has_a_label_of_its_own():
    from webhooks.topics import HANDLERS

    assert set(HANDLERS) <= metrics.TOPICS


def test_answers_are_counted_by_part(open_settings, database):
    client = create_app(open_settings, storefront, database=database).test_client()
    collector = {"part": "collector", "status": "4xx"}
    before = (
        value("earmark_answers_total", **collector),
        value("earmark_request_seconds_count", part="collector"),
    )
    client.post("/collect", data=b"{")
    client.get("/healthz")
    after = (
        value("earmark_answers_total", **collector),
        value("earmark_request_seconds_count", part="collector"),
    )
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1]
    client.get("/post-purchase-survey")
    assert value("earmark_answers_total", part="survey", status="4xx") >= 1


def test_points_left_are_seen_without_naming_a_shop():
    name = "earmark_admin_points_left_ratio"
    before = value(f"{name}_bucket", le="0.25")
    status = {"maximumAvailable": 100, "currentlyAvailable": 20, "restoreRate": 50}
    Budgets().learn("anas", "query", {"cost": {"requestedQueryCost": 1, "throttleStatus": status}}, 0.0)
    assert value(f"{name}_bucket", le="0.25") == before + 1
    labels = {row for family in REGISTRY.collect() for sample in family.samples for row in sample.labels}
    assert "shop" not in labels


COUNT = """
import sys
from plugin import metrics
metrics.count_received({"orders/create": int(sys.argv[1])})
metrics.KEEPING.observe(0.02)
"""


def test_processes_count_together_and_none_takes_its_count_along(
    open_settings, database, now, tmp_path, monkeypatch
):
    monkeypatch.setenv(metrics_files.VARIABLE, str(tmp_path))
    (tmp_path / "counter_1.db").write_bytes(b"of an earlier start")
    metrics_files.prepare(TOKEN)
    for number in (2, 3, 5):
        process = subprocess.Popen([sys.executable, "-c", COUNT, str(number)], env=dict(os.environ))
        assert process.wait() == 0
        if number != 3:
            metrics_files.fold_in(process.pid)
    for _ in range(2):
        read = samples(page(open_settings, database, now)[1])
    assert [labels for name, labels in read if name == "earmark_database_up"] == [()]
    assert read["earmark_deliveries_received_total", (("topic", "orders/create"),)] == 10
    assert read["earmark_keep_seconds_count", ()] == 3
    assert len(list(tmp_path.glob("counter_*.db"))) == 2


def test_nothing_is_written_where_nobody_reads(monkeypatch):
    monkeypatch.delenv(metrics_files.VARIABLE, raising=False)
    metrics_files.prepare(None)
    assert metrics_files.VARIABLE not in os.environ
    metrics_files.fold_in(1)
    monkeypatch.setenv(metrics_files.VARIABLE, "")
    metrics_files.prepare(TOKEN)
    folder = os.environ[metrics_files.VARIABLE]
    assert os.path.isdir(folder)
    metrics_files.remove()
    assert not os.path.exists(folder)


def test_drain_and_worker_serve_ports_of_their_own(open_settings, database):
    assert serve_metrics(open_settings, database, DRAIN) is None
    ours = replace(open_settings, metrics_port=_free_port())
    servers = [serve_metrics(ours, database, kind) for kind in (DRAIN, DRAIN, WORKER)]
    try:
        assert len({server.server_port for server in servers}) == 3
        address = f"http://127.0.0.1:{servers[0].server_port}"
        answer = httpx.get(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert "earmark_oldest_waiting_seconds" in answer.text
        assert [httpx.get(f"{address}{path}").status_code for path in ("/metrics", "/")] == [401, 404]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return min(probe.getsockname()[1], 60_000)
