"""The app proxy: /apps/<subpath>/… of the shop's own domain, answered by the app behind Shopify's signature.

Parameters, headers and what is stripped follow Shopify's documentation of app proxies.
"""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
from flask import Response, abort, render_template, request

from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.liquid import render_liquid

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
ADDED = ("shop", "path_prefix", "timestamp", "logged_in_customer_id", "signature")
STRIPPED_FROM_ANSWER = {
    *("accept-patch", "accept-ranges", "connection", "cookie", "date", "delta-base", "im", "p3p", "pragma"),
    *("preference-applied", "proxy-authenticate", "public-key-pins", "server", "service-worker-allowed"),
    *("set-cookie", "trailer", "tk", "warning", "x-powered-by"),
}
# The body arrives unpacked and may be rendered, so its length and coding are decided anew.
REWRITTEN = {"content-length", "content-encoding", "transfer-encoding", "keep-alive"}
STRIPPED_FROM_REQUEST = {
    *("host", "cookie", "content-length", "connection", "keep-alive", "transfer-encoding", "upgrade", "te"),
    *("trailer", "accept-encoding", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded"),
}
SECONDS = 10.0
MOST_REDIRECTS = 5


def proxy_signature(secret: str, query: list[tuple[str, str]]) -> str:
    """Hex HMAC-SHA256 over the decoded parameters without `signature`.

    Each is `key=value`, the values of a repeated key joined by commas; the strings are sorted and joined.
    """
    values: dict[str, list[str]] = {}
    for key, value in query:
        if key != "signature":
            values.setdefault(key, []).append(value)
    signed = "".join(sorted(f"{key}={','.join(parts)}" for key, parts in values.items()))
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def signed_query(raw: str, prefix: str) -> list[tuple[str, str]]:
    """The buyer's query with Shopify's parameters added; what a buyer sends under their names is dropped."""
    world = here.world()
    query = [(key, value) for key, value in parse_qsl(raw, keep_blank_values=True) if key not in ADDED]
    query += [
        ("shop", here.shop().domain),
        ("logged_in_customer_id", ""),
        ("path_prefix", prefix),
        ("timestamp", str(int(world.now().timestamp()))),
    ]
    return [*query, ("signature", proxy_signature(world.signing_secret, query))]


def _proxy_settings() -> tuple[str, str, str]:
    """(prefix, subpath, the app's proxy address) by the app's configuration; 404 where there is none."""
    world = here.world()
    if here.shop().installation is None or not world.manifest.is_file():
        abort(404)
    settings = tomllib.loads(world.manifest.read_text(encoding="utf-8")).get("app_proxy")
    if settings is None:
        abort(404)
    # An absolute address names the deployed app: here the same path is the one under test.
    path = urlsplit(settings["url"]).path
    return settings["prefix"], settings["subpath"], world.app_url.rstrip("/") + path


@blueprint.route("/<any('a', 'apps', 'community', 'tools'):prefix>/<subpath>", methods=METHODS)
@blueprint.route("/<any('a', 'apps', 'community', 'tools'):prefix>/<subpath>/<path:rest>", methods=METHODS)
def proxied(prefix: str, subpath: str, rest: str = "") -> Response:
    """Forwards to the app and gives its answer, as HTML of the shop where it is Liquid."""
    wanted_prefix, wanted_subpath, base = _proxy_settings()
    if (prefix, subpath) != (wanted_prefix, wanted_subpath):
        abort(404)
    query = signed_query(request.query_string.decode(), f"/{prefix}/{subpath}")
    tail = request.path.removeprefix(f"/{prefix}/{subpath}")
    try:
        answer = _ask(f"{base.rstrip('/')}{tail}?{urlencode(query)}")
    except (httpx.HTTPError, RuntimeError) as error:
        return Response(render_template("shopfront/app_failed.html", error=str(error)), 502)
    return _answer(answer)


def _ask(url: str) -> httpx.Response:
    """The app's answer. Redirects are followed here, not by the browser, and only inside the app."""
    headers = [
        (key, value) for key, value in request.headers.items() if key.lower() not in STRIPPED_FROM_REQUEST
    ]
    headers += [
        ("X-Forwarded-For", request.remote_addr or ""),
        ("X-Forwarded-Host", here.shop().domain),
        ("X-Forwarded-Proto", "https"),
    ]
    method, body = request.method, request.get_data()
    with httpx.Client(timeout=SECONDS, trust_env=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            answer = client.request(method, url, headers=headers, content=body)
            if not answer.is_redirect:
                return answer
            target = urljoin(url, answer.headers["Location"])
            if urlsplit(target)[:2] != urlsplit(here.world().app_url)[:2]:
                raise RuntimeError(
                    f"The app redirects to {target}; the stand-in reaches nothing but the app."
                )
            url = target
            if answer.status_code in {301, 302, 303}:
                method, body = "GET", b""
    raise RuntimeError(f"The app redirected more than {MOST_REDIRECTS} times.")


def _answer(answer: httpx.Response) -> Response:
    headers = [
        (key, value) for key, value in answer.headers.multi_items() if key.lower() not in STRIPPED_FROM_ANSWER
    ]
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind != "application/liquid":
        return Response(answer.content, answer.status_code, headers)
    html, layout, title = render_liquid(answer.text, request.path)
    if layout != "none":
        html = render_template("shopfront/liquid.html", content=html, page_title=title)
    headers = [(key, value) for key, value in headers if key.lower() != "content-type"]
    return Response(html, answer.status_code, headers, content_type="text/html; charset=utf-8")
