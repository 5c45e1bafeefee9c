"""The pages of creators, as Ana's browser gets them while Ben has creators of his own."""

import io
import json
import re

import pytest

from plugin.services.add_creator import add_creator
from plugin.services.archive_creator import archive_creator
from plugin.services.creator_fields import CreatorFields
from tests.cast import ANA, BEN, CLEO, DEV
from tests.plugin.services.reports.conftest import fill


@pytest.fixture
def people(database, ana, ben, now):
    """Ana has Cleo, Dev (archived) and one with a hostile name; Ben has Bea. Name -> id."""
    script = "<script>alert(1)</script>"
    with database.shop(ben) as session:
        bea = add_creator(
            session, CreatorFields(name="Bea Breeze", handles={"instagram": "bea"}, tags=("hers",)), now
        )
    with database.shop(ana) as session:
        cleo = CreatorFields(name=CLEO.name, handles=CLEO.handles, aliases=CLEO.aliases, tags=("VIP",))
        ids = {
            "cleo": add_creator(session, cleo, now),
            "dev": add_creator(session, CreatorFields(name=DEV.name, handles=DEV.handles), now),
            "evil": add_creator(
                session,
                CreatorFields(name=script, tags=('"><b>',), note=script, handles={"blog": script}),
                now,
            ),
        }
        archive_creator(session, ids["dev"], now)
    return {**ids, "bea": bea}


def page(answer, status=200):
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def place(answer):
    return json.loads(answer.headers["HX-Location"])["path"]


def toast(answer):
    return json.loads(answer.headers["HX-Trigger"])["toast"]


def test_an_empty_shop_is_led_to_adding_and_importing(browse, ana, ben):
    text = page(browse(ANA).get("/creators"))
    assert "No creators yet" in text
    assert 'href="/creators/new"' in text
    assert 'href="/creators/import"' in text


def test_the_list_shows_the_shops_own_creators_escaped(browse, people):
    text = page(browse(ANA).get("/creators"))
    assert "Cleo Cloud" in text
    assert (
        'href="https://www.instagram.com/cleo.cloud/" target="_blank" rel="noopener noreferrer nofollow"'
        in text
    )
    assert "Dev Dune" not in text
    assert "Bea Breeze" not in text
    assert "hers" not in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        pytest.param("q=cleo", "Cleo Cloud", "Dev Dune", id="search"),
        pytest.param("q=bea", "No creator fits", "Bea Breeze", id="nothing_of_the_other_shop"),
        pytest.param("status=archived", "Dev Dune", "Cleo Cloud", id="archived"),
        pytest.param("status=all&sort=-name", "Dev Dune", "No creator", id="all"),
        pytest.param("tag=VIP", "Cleo Cloud", "&lt;script", id="tag"),
        pytest.param("status=nonsense", "Cleo Cloud", "Dev Dune", id="unknown_status_is_the_usual"),
    ],
)
def test_filters(browse, people, query, shown, hidden):
    rows = page(browse(ANA).get(f"/creators?{query}")).split("<s-table-body>")[-1]
    assert shown in rows
    assert hidden not in rows


def test_the_export_holds_what_is_shown_and_can_be_imported_again(browse, people):
    text = browse(ANA).get("/creators.csv?status=all").get_data(as_text=True)
    assert text.startswith(
        "\ufeffName,Instagram,YouTube,TikTok,Podcast,Blog,Other,Aliases,Tags,Note,Status,Codes,Added"
    )
    assert "Cleo Cloud,cleo.cloud,,cleocloud,,,,cleo,VIP,,active,0," in text
    assert "Bea" not in text
    answer = browse(ANA).post("/creators/import", {"file": (io.BytesIO(text.encode()), "creators.csv")})
    review = page(browse(ANA).get(place(answer)))
    assert "Nothing to import" in review


def test_adding_a_creator(browse, ana, ben):
    answer = browse(ANA).post(
        "/creators/new",
        {"name": " Cleo Cloud ", "instagram": "https://instagram.com/cleo.cloud", "tags": "VIP, vip; spring"},
    )
    assert toast(answer)["message"] == "Cleo Cloud is added."
    edit = page(browse(ANA).get(place(answer) + "/edit"))
    assert 'name="instagram"' in edit
    assert 'value="cleo.cloud"' in edit
    assert 'value="VIP, spring"' in edit


def test_every_wrong_field_is_told_at_once_and_nothing_typed_is_lost(browse, ana, ben):
    typed = {
        "name": " ",
        "instagram": "a b",
        "tiktok": "https://instagram.com/x",
        "note": 'keep "this" & <that>',
    }
    text = page(browse(ANA).post("/creators/new", typed), 422)
    assert re.search(r'name="name"[^>]*error="Enter the creator&#39;s name."', text)
    assert re.search(r'name="instagram"[^>]*value="a b"[^>]*error="An Instagram handle', text)
    assert re.search(r'name="tiktok"[^>]*error="This address is on Instagram', text)
    assert 'value="keep &#34;this&#34; &amp; &lt;that&gt;"' in text
    assert "3 things need another look" in text


def test_a_handle_that_is_taken_names_its_owner(browse, people):
    text = page(browse(ANA).post("/creators/new", {"name": "Cleopatra", "tiktok": "@CLEOcloud"}), 422)
    assert "belongs to Cleo Cloud" in text
    assert f'href="/creators/{people["cleo"]}"' in text
    assert place(browse(BEN).post("/creators/new", {"name": "Cleo of Ben's", "tiktok": "cleocloud"}))


def test_editing(browse, people):
    path = f"/creators/{people['cleo']}/edit"
    assert "Edit Cleo Cloud" in page(browse(ANA).get(path))
    assert 'value="Cleo Kept"' in page(browse(ANA).post(path, {"name": "Cleo Kept", "youtube": "?"}), 422)
    answer = browse(ANA).post(path, {"name": "Cleo C.", "youtube": "cleoyt"})
    assert toast(answer)["message"] == "Cleo C. is saved."
    assert "Cleo C." in page(browse(ANA).get("/creators?q=cleoyt"))


def test_archiving_can_be_taken_back(browse, people):
    answer = browse(ANA).post(f"/creators/{people['cleo']}/archive")
    assert toast(answer) == {
        "message": "Cleo Cloud is archived.",
        "action": "Undo",
        "undo": f"/creators/{people['cleo']}/restore",
    }
    assert "Cleo Cloud" not in page(browse(ANA).get("/creators"))
    assert toast(browse(ANA).post(toast(answer)["undo"]))["message"] == "Cleo Cloud is active again."
    assert "Cleo Cloud" in page(browse(ANA).get("/creators"))


@pytest.mark.parametrize("path", ["", "/edit"])
def test_another_shops_creator_is_not_there(browse, people, path):
    assert browse(ANA).get(f"/creators/{people['bea']}{path}").status_code == 404
    for action in ("edit", "archive", "restore"):
        assert browse(ANA).post(f"/creators/{people['bea']}/{action}", {"name": "Stolen"}).status_code == 404
    assert "Bea Breeze" in page(browse(BEN).get("/creators"))


def test_a_get_changes_nothing(browse, people):
    assert browse(ANA).get(f"/creators/{people['cleo']}/archive").status_code == 303
    assert "Cleo Cloud" in page(browse(ANA).get("/creators"))


def test_a_creators_page_escapes_what_people_typed(browse, people):
    text = page(browse(ANA).get(f"/creators/{people['evil']}"))
    assert "<script>alert" not in text
    assert '"><b>' not in text
    assert "No codes yet" in text
    assert "No orders in this period" in text


def test_an_archived_creators_page_says_since_when_and_offers_to_restore(browse, people):
    text = page(browse(ANA).get(f"/creators/{people['dev']}"))
    assert "Archived since Nov 21, 2026" in text
    assert f'action="/creators/{people["dev"]}/restore"' in text
    assert 'href="https://www.youtube.com/@devdune"' in text


def test_a_creators_page_tells_what_they_brought_in_and_through_which_code(
    browse, database, settings, ana, ben
):
    """Of Ana's week (Ben has the same one) Cleo holds 18.00 and half of 30.00; 9.00 at the till is apart."""
    fill(database, settings, ben, "EUR")
    week = fill(database, settings, ana, "EUR")
    browser = browse(ANA)
    text = page(browser.get(f"/creators/{week.cleo}?period=custom&from=2026-11-14&to=2026-11-20"))
    figures = re.findall(r'<div class="figure-value">([^<]*)</div>', text)
    assert figures[:4] == ["€33.00", "1.5", "€22.00", "€3.00"]
    assert "Revenue: €9.00. Orders: 1." in text
    assert "CLEO10" in text
    assert "DEV10" not in text.split("Last orders")[0]
    assert re.findall(r'href="/orders/(\d+)"', text) == ["4", "3", "1"]
    assert f"creator={week.cleo}" in text
    told = browser.get(f"/creators/{week.cleo}/codes.csv?period=custom&from=2026-11-14&to=2026-11-20")
    assert "CLEO10," in told.get_data(as_text=True)
    assert ",EUR,33.00,1.5,3.00" in told.get_data(as_text=True)
    assert "€0.00" in page(browser.get(f"/creators/{week.cleo}?period=custom&from=2026-10-01&to=2026-10-02"))
