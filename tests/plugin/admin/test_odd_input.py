"""What no page of ours sends: null characters, numbers that are none, dates at the calendar's ends. It is
refused, and nothing breaks.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests import cast

FORM = "application/x-www-form-urlencoded"
CAMPAIGN = {
    "name": "Spring",
    "starts_on": "2026-11-21",
    "code_template": "SPRING_{FIRST}",
    "kind": "percentage",
    "percent": "10",
    "who": "all",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/orders?q=%00", 400, id="a null character in a search"),
        pytest.param("/creators?q=a%00b", 400, id="a null character in a search for creators"),
        pytest.param("/creators?tag=%00", 400, id="a null character in a tag"),
        pytest.param("/orders?a%00=b", 400, id="a null character in a name"),
        pytest.param("/assets/x/%00", 404, id="a null character in a file's name"),
        pytest.param("/orders?creator=%C2%B2", 400, id="a digit int() does not take"),
        pytest.param("/orders?page=%C2%B2", 400, id="a page of that digit"),
        pytest.param("/orders?page=0000001" + "9" * 20, 400, id="a page beyond bigint"),
        pytest.param("/orders?page=0000001" + "9" * 5000, 400, id="a page int() refuses to read"),
        pytest.param("/orders/" + "9" * 18, 404, id="an order nobody has"),
        pytest.param("/orders/" + "9" * 19, 404, id="an order beyond bigint"),
        pytest.param("/?period=custom&from=0001-01-01&to=0001-01-02", 400, id="the calendar's first day"),
        pytest.param("/?period=custom&from=9999-12-30&to=9999-12-31", 400, id="the calendar's last day"),
    ],
)
def test_an_odd_address_is_refused(browse, ana, ben, path, status):
    assert browse(cast.ANA).get(path).status_code == status


@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        pytest.param("/campaigns/new", {"name": "a\x00b"}, 400, id="a null character in a name"),
        pytest.param("/campaigns/new", {"code_template": "A\x00{FIRST}"}, 400, id="in a template"),
        pytest.param("/campaigns/new", {"code_seed": "\x00"}, 400, id="in a hidden field"),
        pytest.param("/campaigns/new", {"starts_on": "0001-01-01"}, 422, id="the calendar's first day"),
        pytest.param("/campaigns/new", {"ends_on": "9999-12-31"}, 422, id="the calendar's last day"),
        pytest.param("/campaigns/new", {"percent": "NaN"}, 422, id="no number"),
        pytest.param("/campaigns/new", {"percent": "1e999999"}, 422, id="a number without end"),
        pytest.param(
            "/campaigns/new", {"who": "some", "creator": "²"}, 200, id="a creator that is no number"
        ),
        pytest.param("/campaigns/creators", {"creator": "²"}, 200, id="the same in the picker"),
        pytest.param("/campaigns/preview", {"campaign": "²"}, 200, id="a campaign that is no number"),
        pytest.param("/campaigns/preview", {"campaign": "9" * 30}, 200, id="a campaign beyond bigint"),
        pytest.param("/campaigns/preview", {"code_template": "{" * 500}, 200, id="a template of braces"),
    ],
)
def test_an_odd_form_is_refused_or_overlooked(browse, ana, ben, path, changes, status):
    browser = browse(cast.ANA)
    answer = browser.post(path, urlencode({**CAMPAIGN, **changes}), content_type=FORM)
    assert answer.status_code == status


def test_a_refused_address_is_said_in_the_shell(browse, ana, ben):
    answer = browse(cast.ANA).get("/orders?q=%00")
    assert "That cannot be read" in answer.text
    assert 'id="page"' in answer.text
