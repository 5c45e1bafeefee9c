"""The stand-in as a process: it starts, answers, remembers, stops, and refuses production."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests import cast
from tests.devshop.__main__ import main
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import ANA
from tests.devshop.fixtures import Clock, variants
from tests.devshop.oauth import install
from tests.devshop.oauth.grants import issue, refresh
from tests.devshop.sales import place_order, refund, shop_truth
from tests.devshop.snapshot import load, save
from tests.devshop.world import Shop, World

ROOT = Path(__file__).parents[2]


def test_a_snapshot_brings_everything_back(world: World, ana: Shop, tmp_path: Path, clock: Clock) -> None:
    installation = install(world, ana)
    grant = issue(world, installation, world.client_secret, world.now())
    order = place_order(world, ana, [(variants(ana)[0], 2)])
    refund(world, ana, order, lines={order.lines[0].id: 1})
    path = tmp_path / "deep" / "world.pickle"
    digest = save(world, path)
    again = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://elsewhere.test", clock=clock)
    assert load(again, path)
    shop = again.shops[ANA]
    assert shop_truth(shop) == shop_truth(ana)
    assert shop.installation is not None
    assert shop.installation.tokens[0].access_token == grant.access_token
    assert len(again.deliveries.open) == len(world.deliveries.open) == 3
    assert again.next_id() == world.next_id()
    assert save(world, path) != digest


def test_an_unchanged_world_is_not_written_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "world.pickle"
    digest = save(world, path)
    path.unlink()
    assert save(world, path, digest) == digest
    assert not path.exists()


def test_a_long_chain_of_refreshes_can_be_saved(world: World, ana: Shop, tmp_path: Path) -> None:
    installation = install(world, ana)
    grant = issue(world, installation, world.client_secret, world.now())
    for _ in range(1500):
        assert grant.refresh_token is not None
        following = refresh(world, installation, world.client_secret, grant.refresh_token, world.now())
        assert following is not None
        grant = following
    save(world, tmp_path / "world.pickle")


def test_no_snapshot_is_no_world(world: World, tmp_path: Path) -> None:
    assert load(world, tmp_path / "world.pickle") is False


def test_it_refuses_production(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EARMARK_ENV", "production")
    assert main([]) == 2
    assert "does not start" in capsys.readouterr().err
    with pytest.raises(RuntimeError, match="does not start"):
        create_devshop(world)


def test_it_wants_to_know_the_app(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SHOPIFY_API_KEY", raising=False)
    assert main([]) == 2
    assert "SHOPIFY_API_KEY" in capsys.readouterr().err


def test_it_starts_answers_and_stops(tmp_path: Path) -> None:
    port = free_ports(3)
    command = [sys.executable, "-m", "tests.devshop", "--port", str(port), "--data", str(tmp_path)]
    env = {**os.environ, "SHOPIFY_API_KEY": cast.CLIENT_ID, "SHOPIFY_API_SECRET": cast.CLIENT_SECRET}
    env.pop("EARMARK_ENV", None)
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        state = wait_for(f"{url}/control/api/state")
        assert [shop["name"] for shop in state["shops"]] == ["Ana's Atelier", "Ben's Bikes"]
        assert state["shops"][1]["storefront"] == f"http://127.0.0.1:{port + 2}"
        made = httpx.post(f"{url}/control/api/orders", json={"shop": ANA})
        assert made.status_code == 201
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"{url}/control" in said
    kept = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://app.test")
    assert load(kept, tmp_path / "world.pickle")
    assert [row.id for row in kept.shops[ANA].orders.values()] == [made.json()["id"]]


def free_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody listens on."""
    for start in range(24_100, 31_000, 10):
        sockets = []
        try:
            for port in range(start, start + count):
                one = socket.socket()
                sockets.append(one)
                one.bind(("127.0.0.1", port))
            return start
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise AssertionError("No free ports.")


def wait_for(url: str) -> dict[str, list[dict[str, str]]]:
    """The JSON at `url` as soon as it answers, within 20 seconds."""
    deadline = time.monotonic() + 20
    while True:
        try:
            found: dict[str, list[dict[str, str]]] = httpx.get(url).json()
            return found
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
