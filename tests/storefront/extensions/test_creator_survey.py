"""The survey extension: its types, its own tests, its size, and what Shopify's command line would refuse."""

from __future__ import annotations

import gzip
import re
import tomllib

import pytest

from tests.storefront.tools import ROOT, run

FOLDER = ROOT / "extensions" / "creator-survey"
TARGETS = ["purchase.thank-you.block.render", "customer-account.order-status.block.render"]
SETTING_TYPES = {
    "boolean", "date", "date_time", "single_line_text_field", "multi_line_text_field", "number_integer",
    "number_decimal", "variant_reference",
}  # fmt: skip


@pytest.mark.parametrize(
    "config", ["tsconfig.json", "tsconfig.order-status.json", "tsconfig.tests.json"], ids=lambda name: name
)
def test_every_component_and_api_is_one_of_the_page_s(config):
    """`tsc` knows from Shopify's package which elements and attributes each page has."""
    done = run("tsc", "-p", config, folder=FOLDER)
    assert done.returncode == 0, done.stdout


def test_it_does_what_it_says():
    done = run("vitest", "run", "--reporter=dot", folder=FOLDER)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert re.search(r"Tests\D+([5-9]\d|\d{3,}) passed", re.sub(r"\x1b\[\d+m", "", done.stdout)), done.stdout


def test_the_bundle_is_small_and_knows_where_the_app_is(monkeypatch, tmp_path):
    monkeypatch.setenv("APP_URL", "https://app.elsewhere.example/")
    bundle = tmp_path / "survey.js"
    done = run("node", "build.mjs", str(bundle), folder=FOLDER)
    assert done.returncode == 0, done.stderr
    code = bundle.read_bytes()
    assert len(gzip.compress(code, 9)) <= 20_000
    assert b"https://app.elsewhere.example" in code
    assert [code.count(target.encode()) for target in TARGETS] == [1, 1]


def test_it_uses_nothing_that_shopify_s_sandbox_lacks():
    """A worker without a page: only `document.body` is there, as the root to draw into."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (FOLDER / "src").glob("*.ts*"))
    lacking = (
        r"\b(window|localStorage|sessionStorage|cookie|navigator|location|querySelector|addEventListener)\b"
    )
    assert re.findall(lacking, source) == []
    assert set(re.findall(r"document\.(\w+)", source)) == {"body"}


def test_what_shopify_s_command_line_would_refuse():
    data = tomllib.loads((FOLDER / "shopify.extension.toml").read_text(encoding="utf-8"))
    (extension,) = data["extensions"]
    assert data["api_version"] == "2026-07"
    assert 5 <= len(extension["name"]) <= 30
    assert re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?", extension["handle"])
    assert [row["target"] for row in extension["targeting"]] == TARGETS
    assert all((FOLDER / row["module"]).is_file() for row in extension["targeting"])
    assert extension["capabilities"] == {"network_access": True}
    fields = extension["settings"]["fields"]
    assert {row["key"] for row in fields} == {"heading", "pages", "thanks"}
    assert {row["type"] for row in fields} <= SETTING_TYPES
    defaults = [path.name for path in (FOLDER / "locales").glob("*.default.json")]
    assert defaults == ["en.default.json"]
