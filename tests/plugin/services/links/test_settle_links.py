"""Short paths in the shop: made once whatever happens, never over another's, deleted without a trace."""

import pytest

from plugin.errors import ShopifyError, TokenLostError
from plugin.services.links.check_redirects import check_redirects
from plugin.services.links.hold_links import OWNER, retire_links
from plugin.services.links.settle_links import CHANGED, PAGE_THERE, REMOVED, TAKEN, note_unsettled
from plugin.store.links import Link
from plugin.store.shops import shop_by_id
from tests.devshop.content import UrlRedirect
from tests.shopify_in_process import Killed


def test_three_short_paths_lead_to_their_stable_addresses(live):
    assert live.standing() == {link.path: f"/apps/earmark/go/{link.key}" for link in live.links()}
    assert {(link.redirect_state, link.redirect_problem) for link in live.links()} == {("live", None)}
    live.settle()
    assert len(live.standing()) == 3
    assert [word for word in live.admin.sent if "Create" in word] == ["mutation CreateRedirect"] * 3


def test_a_draft_sends_nothing(stage):
    stage.settle()
    assert stage.admin.sent == []
    assert {link.redirect_state for link in stage.links()} == {"planned"}


def test_an_answer_that_was_lost_is_found_again(stage):
    stage.launch()
    stage.admin.lose = {1, 2, 3}
    for _ in range(3):
        with pytest.raises(ShopifyError):
            stage.settle()
    stage.settle()
    assert len(stage.admin.shop.redirects) == 3
    assert {link.redirect_state for link in stage.links()} == {"live"}


def test_a_worker_killed_half_way_is_taken_over(stage):
    stage.launch()
    stage.admin.die = {2}
    with pytest.raises(Killed):
        stage.settle()
    stage.settle()
    assert len(stage.admin.shop.redirects) == 3


def test_a_redirect_of_the_shops_own_is_left_alone(stage):
    stage.admin.shop.redirects[9] = UrlRedirect(9, "/Cleo-Cloud", "/pages/our-cleo")
    stage.launch()
    stage.settle()
    first = stage.link(0)
    assert (first.redirect_state, first.redirect_problem, first.redirect_gid) == ("failed", TAKEN, None)
    assert stage.standing()["/Cleo-Cloud"] == "/pages/our-cleo"
    assert stage.link(1).redirect_state == "live"
    del stage.admin.shop.redirects[9]
    stage.settle()
    assert stage.link(0).redirect_state == "live"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param(200, "failed", id="a page is there"),
        pytest.param(404, "live", id="free"),
        pytest.param(None, "live", id="the shop cannot be seen"),
        pytest.param(302, "live", id="behind a password"),
    ],
)
def test_a_path_is_only_taken_where_nothing_is(stage, answer, state):
    stage.answers["/cleo-cloud"] = answer
    stage.launch()
    stage.settle()
    assert stage.link(0).redirect_state == state
    assert (stage.link(0).redirect_problem == PAGE_THERE) is (state == "failed")
    assert ("/cleo-cloud" in stage.standing()) is (state == "live")


def test_what_shopify_refuses_is_kept_with_its_words(stage):
    with stage.shop() as session:
        session.get(Link, (stage.shop_id, stage.link(0).id)).path = "/cart/ana"
    stage.launch()
    stage.settle()
    assert stage.link(0).redirect_state == "failed"
    assert stage.link(0).redirect_problem == "Path cannot be redirected"


def test_another_path_moves_the_redirect(live):
    gid = live.link(0).redirect_gid
    with live.shop() as session:
        link = session.get(Link, (live.shop_id, live.link(0).id))
        link.path, link.redirect_state = "/cleo", "planned"
    live.settle()
    assert "/cleo-cloud" not in live.standing()
    assert live.standing()["/cleo"].endswith(live.link(0).key)
    assert live.link(0).redirect_gid == gid


def test_a_link_without_a_path_keeps_no_redirect(live):
    with live.shop() as session:
        session.get(Link, (live.shop_id, live.link(0).id)).path = None
    live.settle()
    assert len(live.standing()) == 2
    assert (live.link(0).redirect_state, live.link(0).redirect_gid) == ("none", None)


def test_a_path_handed_on_before_the_old_redirect_is_gone(live):
    old, new = live.link(0), live.link(1)
    with live.shop() as session:
        retire_links(session, [session.get(Link, (live.shop_id, old.id))], OWNER, live.at)
        session.get(Link, (live.shop_id, new.id)).path = "/cleo-cloud"
    live.settle(new.id)
    assert live.standing()["/cleo-cloud"].endswith(new.key)
    live.settle(old.id)
    assert live.standing()["/cleo-cloud"].endswith(new.key), "what is another's by now is left"
    assert live.link(0).redirect_state == "removed"
    assert len(live.standing()) == 2


def test_a_redirect_led_elsewhere_by_the_merchant_is_not_deleted(live):
    row = next(row for row in live.admin.shop.redirects.values() if row.path == "/cleo-cloud")
    row.target = "/pages/sale"
    with live.shop() as session:
        retire_links(session, [session.get(Link, (live.shop_id, live.link(0).id))], OWNER, live.at)
    live.settle()
    assert live.standing()["/cleo-cloud"] == "/pages/sale"
    assert live.link(0).redirect_state == "removed"


def test_another_prefix_of_the_proxy_moves_every_target(live):
    with live.shop() as session:
        shop_by_id(session, live.shop_id).proxy_prefix = "/a/creators"
    live.settle()
    assert {target.rpartition("/")[0] for target in live.standing().values()} == {"/a/creators/go"}
    assert len(live.standing()) == 3


def test_what_was_asked_meanwhile_wins(live):
    """The owner takes the path out while the job is at it."""
    first = live.link(0)

    def take_out(document, variables):
        with live.shop() as session:
            session.get(Link, (live.shop_id, first.id)).path = None

    with live.shop() as session:
        session.get(Link, (live.shop_id, first.id)).path = "/cleo"
    live.admin.before = take_out
    live.settle(first.id)
    live.admin.before = lambda document, variables: None
    assert live.link(0).path is None
    live.settle(first.id)
    assert live.link(0).redirect_state == "none"
    assert len(live.standing()) == 2


def test_no_token_concerns_all_alike(stage):
    def refuse(document, variables):
        raise TokenLostError("The owner has to open the app once.")

    stage.launch()
    stage.admin.before = refuse
    with pytest.raises(TokenLostError):
        stage.settle()
    with stage.shop() as session:
        note_unsettled(
            session, [link.id for link in stage.links()], "The owner has to open the app once.", stage.at
        )
    assert {link.redirect_state for link in stage.links()} == {"failed"}


def test_what_was_deleted_or_changed_in_shopify_is_noticed(live):
    rows = {row.path: row for row in live.admin.shop.redirects.values()}
    del live.admin.shop.redirects[rows["/cleo-cloud"].id]
    rows["/devdune"].target = "/pages/sale"
    assert check_redirects(live.database, live.admin, live.shop_id, live.at) == 2
    assert [link.redirect_problem for link in live.links()] == [REMOVED, CHANGED, None]
    with live.shop() as session:
        assert shop_by_id(session, live.shop_id).storefront_url == "https://anas-atelier.myshopify.com"
    assert check_redirects(live.database, live.admin, live.shop_id, live.at) == 0
    live.settle(live.link(0).id)
    assert live.link(0).redirect_state == "live"
    live.settle(live.link(1).id)
    assert live.link(1).redirect_problem == TAKEN
