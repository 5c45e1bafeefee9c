"""The Why? page with visits, answers and models: every kind of evidence in words, and where it disagrees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from plugin.attribution.evidence import Answer, Source, SurveyEvidence, VisitEvidence
from plugin.services.give_evidence import give_order_evidence
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, add_link, hear
from tests.plugin.admin.test_pages import rows_of, text_of

DAY = timedelta(days=1)
CLEO = VisitEvidence(Source.CHECKOUT, "cleolink01", None, None, bodies.ORDERED - DAY)
DEV = VisitEvidence(Source.JOURNEY, "devslink02", None, None, bodies.ORDERED - 3 * DAY)


@pytest.fixture
def tell(database, settings, ana, ben):
    """Order 1001 of 18.00 with Cleo's code in Ana's shop, and evidence put on it; Ben's has one of Bea's."""
    bea = add_creator(database, ben, "Bea Breeze")
    add_link(database, ben, bea, "bealink003")
    hear(database, settings, ben, "orders/create", bodies.order(1001, landing_site="/?em=bealink003"))
    names = {"cleo": add_creator(database, ana), "dev": add_creator(database, ana, cast.DEV.name)}
    add_code(database, ana, "CLEO10", names["cleo"])
    add_link(database, ana, names["cleo"], "cleolink01")
    add_link(database, ana, names["dev"], "devslink02", placement="story")

    def order(*evidence, codes=("CLEO10",)):
        body = bodies.order(
            1001,
            codes=[bodies.code(text, "2.00") for text in codes],
            lines=[bodies.line(1, "20.00", discounts={place: "2.00" for place, _ in enumerate(codes)})],
        )
        hear(database, settings, ana, "orders/create", body)
        with database.shop(ana) as session:
            give_order_evidence(session, 1001, evidence, cast.NOW)
        return names

    return order


def says(answer=Answer.CREATOR, creator=None, channel=None):
    return SurveyEvidence("first_heard", answer, creator, channel, bodies.ORDERED + timedelta(minutes=2))


def test_every_kind_of_evidence_is_said_in_words(browse, tell):
    names = tell()
    tell(CLEO, DEV, replace(DEV, link_key="nobodyslnk"), replace(CLEO, source=Source.LANDING, ref="x",
         refused="crawler"), says(creator=names["dev"]))  # fmt: skip
    text = text_of(browse(cast.ANA).get("/orders/1001").text)
    for said in (
        "Visit by Cleo Cloud&#39;s link (Bio) seen at the checkout",
        "Visit by Dev Dune&#39;s link (Story) Shopify&#39;s customer journey",
        "Visit by a link that is not this shop&#39;s",
        "The visit was no person&#39;s, so it does not count: a program that says so itself.",
        "How did you first hear about us? Dev Dune",
        "Measured only The buyer says that Dev Dune introduced the shop to them.",
        "Dev Dune brought the buyer, but another creator&#39;s code was used, and in this shop the code "
        "decides.",
        "Cleo Cloud brought the buyer to the shop before the order, too.",
    ):
        assert said in text, said
    assert "Bea Breeze" not in text


@pytest.mark.parametrize(
    ("evidence", "codes", "said"),
    [
        pytest.param([], ["CLEO10"], None, id="nothing-to-disagree"),
        pytest.param([CLEO], ["CLEO10"], None, id="agree"),
        pytest.param(
            [says(creator="dev")],
            ["CLEO10"],
            "Code CLEO10 is Cleo Cloud&#39;s, but the buyer names Dev Dune.",
            id="code-and-answer",
        ),
        pytest.param(
            [says(Answer.CHANNEL, channel="coupon_site")],
            ["CLEO10"],
            "Code CLEO10 is Cleo Cloud&#39;s, but the buyer names a discount or coupon site or extension.",
            id="code-from-a-coupon-site",
        ),
        pytest.param(
            [DEV],
            ["CLEO10"],
            "Code CLEO10 is Cleo Cloud&#39;s, but the buyer came through Dev Dune last.",
            id="code-and-visit",
        ),
        pytest.param(
            [CLEO, says(creator="dev")],
            [],
            "The buyer came through Cleo Cloud last, but names Dev Dune.",
            id="visit-and-answer",
        ),
        pytest.param([replace(DEV, refused="burst")], ["CLEO10"], None, id="what-does-not-count"),
        pytest.param([says(Answer.CHANNEL, channel="search")], ["CLEO10"], None, id="a-search"),
    ],
)  # fmt: skip
def test_contradictions_stand_above_the_evidence(browse, tell, evidence, codes, said):
    names = tell(codes=codes)
    given = [
        replace(row, creator_id=names["dev"]) if isinstance(row, SurveyEvidence) and row.creator_id else row
        for row in evidence
    ]
    tell(*given, codes=codes)
    text = text_of(browse(cast.ANA).get("/orders/1001").text)
    assert ("but the buyer" in text or "but names" in text) == (said is not None)
    assert said is None or said in text


def test_models_side_by_side(browse, tell):
    names = tell()
    tell(DEV, says(creator=names["dev"]))
    browser = browse(cast.ANA)
    assert "Other models, side by side" in browser.get("/orders/1001").text
    by_model: dict[str, dict[str, str]] = {}
    for model, creator, amount, *_ in rows_of(browser.get("/orders/1001/models.csv"))[1:]:
        by_model.setdefault(model, {})[creator] = amount
    assert by_model == {
        "This shop's rule": {"Cleo Cloud": "18.00"},
        "First touch": {"Dev Dune": "18.00"},
        "Last touch": {"Cleo Cloud": "18.00"},
        "Linear": {"Cleo Cloud": "9.00", "Dev Dune": "9.00"},
        "Position": {"Cleo Cloud": "9.00", "Dev Dune": "9.00"},
        "Time decay": {"Cleo Cloud": "10.33", "Dev Dune": "7.67"},
        "Survey first": {"Dev Dune": "11.80", "Cleo Cloud": "6.20"},
    }


def test_the_csv_of_evidence_says_where_a_visit_is_known_from(browse, tell):
    tell(CLEO)
    header, *rows = rows_of(browse(cast.ANA).get("/orders/1001/evidence.csv"))
    assert header[:3] == ["Kind", "Evidence", "Known from"]
    assert ["Visit", "Visit by Cleo Cloud's link (Bio)", "seen at the checkout", ""] in [
        row[:4] for row in rows
    ]
