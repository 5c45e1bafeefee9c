"""The shell: what surrounds every page, and what is shown when something goes wrong."""

from __future__ import annotations

import re

import pytest
from flask import render_template_string

from plugin.admin import assets
from plugin.admin.blueprint import blueprint
from plugin.errors import ConflictError, InputError, SettingsError
from plugin.language import M_
from tests import cast


def test_app_bridge_is_the_first_script_and_polaris_the_second(browse, ana, ben):
    page = browse(cast.ANA).get("/").text
    scripts = re.findall(r"<script[^>]*>", page)
    assert "/shopifycloud/app-bridge.js" in scripts[0]
    assert f'data-api-key="{cast.CLIENT_ID}"' in scripts[0]
    assert "/shopifycloud/polaris.js" in scripts[1]


def test_no_script_stands_in_the_page_but_data(browse, ana, ben):
    page = browse(cast.ANA).get("/").text
    for tag, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, flags=re.DOTALL):
        assert "src=" in tag or 'type="application/json"' in tag, body
    assert not re.search(r"\son[a-z]+=", page)


def test_an_address_nobody_has_is_a_page_of_the_admin(browse, ana, ben):
    answer = browse(cast.ANA).get("/nowhere/at-all")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert 'id="page"' in answer.text


def test_an_address_nobody_has_is_a_plain_404_to_strangers(app):
    answer = app.test_client().get("/wp-login.php")
    assert answer.status_code == 404
    assert "app-bridge" not in answer.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        pytest.param(
            InputError(M_("Line %(line)s has no name.", line=3)), 400, "Line 3 has no name.", id="input"
        ),
        pytest.param(ConflictError("It moved on."), 409, "It moved on.", id="conflict"),
    ],
)
def test_our_errors_are_said_in_the_shell(browse, ana, error, status, said):
    def fail() -> None:
        raise error

    browser = browse(cast.ANA)
    browser.client.application.view_functions["admin.overview"] = fail
    answer = browser.get("/")
    assert answer.status_code == status
    assert said in answer.text
    assert 'id="page"' in answer.text


def test_a_fault_of_ours_says_so_and_shows_no_insides(browse, app, ana, ben):
    def fail() -> None:
        raise RuntimeError("shpat_secret in the wrong place")

    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["admin.overview"] = fail
    answer = browse(cast.ANA).get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "shpat_secret" not in answer.text


class TestAssets:
    def test_an_address_with_the_hash_may_be_kept_for_a_year(self, app):
        answer = app.test_client().get(assets.address("admin.css"))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]

    def test_an_old_hash_is_served_but_not_kept(self, app):
        answer = app.test_client().get("/assets/000000000000/admin.css")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"

    @pytest.mark.parametrize("name", ["nothing.js", "../blueprint.py", "..%2Fblueprint.py", "/etc/passwd"])
    def test_nothing_else_is_served(self, app, name):
        assert app.test_client().get(f"/assets/000000000000/{name}").status_code == 404

    def test_the_fetched_files_are_there(self):
        assets.check_assets()

    def test_missing_files_stop_the_start_with_the_command(self, tmp_path, monkeypatch):
        monkeypatch.setattr(assets, "STATIC", tmp_path)
        with pytest.raises(SettingsError, match=r"python -m plugin\.admin\.fetch_assets"):
            assets.check_assets()


def test_every_get_route_needs_a_token_but_the_two_that_show_nothing(app, ana, ben):
    open_to_all = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and "GET" in rule.methods and rule.endpoint != "admin.missing":
            path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
            path = re.sub(r"<[^>]+>", "1", path)
            answer = app.test_client().get(path, headers={"Authorization": "Bearer x"})
            if answer.status_code != 401:
                open_to_all.add(rule.endpoint)
    assert open_to_all == {"admin.asset", "admin.patch_id_token"} - _refusing()
    assert blueprint.name == "admin"


def _refusing() -> set[str]:
    # The patch page refuses a request without a shop by itself, with the same status.
    return {"admin.patch_id_token"}


def test_messages_are_text_and_never_markup(app):
    with app.test_request_context("/"):
        said = render_template_string(
            '<p title="{{ _(name) }}">{{ _("%(who)s", who=name) }}</p>', name='"><b>'
        )
    assert said == '<p title="&#34;&gt;&lt;b&gt;">&#34;&gt;&lt;b&gt;</p>'
