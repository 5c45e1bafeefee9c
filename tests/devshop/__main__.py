"""python -m tests.devshop: the stand-in Shopify as a process.

    --port 4000                      admin frame, control page, OAuth, Admin API; storefronts on 4001, 4002, …
    --app-url http://127.0.0.1:5000  where the app listens: webhooks and the admin's iframe go there
    --data .data/devshop             snapshot of the world, loaded on start
    --retry-seconds 20               what the four hours of webhook retries shrink to
    --token-seconds 3600             how long an access token lives
    --reset                          begin anew instead of loading the snapshot

SHOPIFY_API_KEY and SHOPIFY_API_SECRET name the app. SIGTERM and Ctrl-C stop it cleanly.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.devshop.app import create_devshop, create_storefront
from tests.devshop.catalogue import seed
from tests.devshop.snapshot import Keeper, load
from tests.devshop.webhooks import Sender
from tests.devshop.world import World


class Quiet(WSGIRequestHandler):
    """HTTP/1.1 with keep-alive, and no line per request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the demo's console is for people."""


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.devshop", description="The stand-in Shopify.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4000)
    parser.add_argument("--app-url", default="http://127.0.0.1:5000")
    parser.add_argument("--data", type=Path, default=Path(".data/devshop"))
    parser.add_argument("--retry-seconds", type=float, default=20.0)
    parser.add_argument("--token-seconds", type=int, default=3600)
    parser.add_argument("--reset", action="store_true")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve until told to stop; 2 when the settings say production or name no app."""
    given = arguments(argv)
    if os.environ.get("EARMARK_ENV") == "production":
        print(
            "EARMARK_ENV is production: the stand-in Shopify is test equipment and does not start.",
            file=sys.stderr,
        )
        return 2
    key, secret = os.environ.get("SHOPIFY_API_KEY"), os.environ.get("SHOPIFY_API_SECRET")
    if not key or not secret:
        print("SHOPIFY_API_KEY and SHOPIFY_API_SECRET must name the app.", file=sys.stderr)
        return 2
    world = World(client_id=key, client_secret=secret, app_url=given.app_url)
    world.retry_seconds, world.token_seconds = given.retry_seconds, given.token_seconds
    path = given.data / "world.pickle"
    if given.reset:
        path.unlink(missing_ok=True)
    if not load(world, path):
        seed(world)
    serve(world, given.host, given.port, path)
    return 0


def serve(world: World, host: str, port: int, path: Path) -> None:
    """Run servers, senders and snapshots until SIGTERM or SIGINT."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    storefronts = {shop.domain: f"http://{host}:{port + n}" for n, shop in enumerate(world.shops.values(), 1)}
    world.admin_url, world.storefront_urls = f"http://{host}:{port}", storefronts
    servers = [_server(create_devshop(world), host, port)]
    servers += [
        _server(create_storefront(world, domain), host, port + n) for n, domain in enumerate(storefronts, 1)
    ]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    sender, keeper = Sender(world).start(), Keeper(world, path).start()
    for thread in threads:
        thread.start()
    print(f"Stand-in Shopify: control page {world.admin_url}/control", flush=True)
    for domain, url in storefronts.items():
        print(f"  storefront of {domain}: {url}", flush=True)
    stop.wait()
    for server in servers:
        server.shutdown()
        server.server_close()
    sender.stop()
    keeper.stop()


def _server(app: object, host: str, port: int) -> BaseWSGIServer:
    return make_server(host, port, app, threaded=True, request_handler=Quiet)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
