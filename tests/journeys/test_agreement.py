"""The comparison that the smoke run ends with notices every way in which books can be wrong."""

from __future__ import annotations

import copy

import pytest

from tests.journeys.agreement import differences

TRUTH = {
    "rows": [
        {
            "order_id": 1,
            "name": "#1",
            "net_minor": 1000,
            "counted": True,
            "codes": [
                {"code": "cleo", "by_app": True, "credit_minor": 600},
                {"code": "DEV", "by_app": True, "credit_minor": 400},
                {"code": "WELCOME", "by_app": False, "credit_minor": 0},
            ],
            "link": "bbbbbbbbbb",
            "link_credit_minor": 0,
        },
        {
            "order_id": 2,
            "name": "#2",
            "net_minor": 0,
            "counted": False,
            "codes": [],
            "link": None,
            "link_credit_minor": 0,
        },
        {
            "order_id": 3,
            "name": "#3",
            "net_minor": 700,
            "counted": True,
            "codes": [],
            "link": "aaaaaaaaaa",
            "link_credit_minor": 700,
        },
    ]
}
APP = {
    1: {"name": "#1", "net_minor": 1000, "counted": True, "codes": {"CLEO": 600, "DEV": 400}, "links": {}},
    2: {"name": "#2", "net_minor": 0, "counted": False, "codes": {}, "links": {}},
    3: {"name": "#3", "net_minor": 700, "counted": True, "codes": {}, "links": {"aaaaaaaaaa": 700}},
}


def test_books_that_agree_show_nothing():
    assert differences(copy.deepcopy(APP), TRUTH) == []


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        pytest.param(lambda app: app.pop(2), "missing", id="an order is missing"),
        pytest.param(lambda app: app[1].update(net_minor=999), "net revenue", id="a cent is missing"),
        pytest.param(lambda app: app[2].update(counted=True), "counted", id="a cancelled order counts"),
        pytest.param(
            lambda app: app[1]["codes"].update(DEV=399), "credit by code", id="credit is off by one"
        ),
        pytest.param(
            lambda app: app[1]["codes"].update(EVE=1), "credit by code", id="somebody else is credited"
        ),
        pytest.param(
            lambda app: app[3].update(links={"bbbbbbbbbb": 700}),
            "credit by link",
            id="another link is credited",
        ),
        pytest.param(
            lambda app: app[1].update(links={"bbbbbbbbbb": 400}), "credit by link", id="a visit beside a code"
        ),
        pytest.param(
            lambda app: app.update({4: {**APP[2], "name": "#4"}}), "not placed", id="an invented order"
        ),
    ],
)
def test_each_difference_is_found(spoil, what):
    app = copy.deepcopy(APP)
    spoil(app)
    assert [row.what for row in differences(app, TRUTH)] == [what]
