"""Landing pages as pages of the online store: made once, hidden from search, deleted without a trace."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from plugin.errors import ShopifyError
from plugin.services.hold_code import pause_campaign, resume_campaign, retire_campaign
from plugin.services.landing.edit_page import PageFields, edit_page, hold_page
from plugin.services.landing.set_landing import LandingFields, set_landing
from plugin.services.landing.settle_later import SETTLE
from plugin.services.landing.settle_pages import TAKEN, SettlingPages, note_unsettled
from plugin.services.landing_path import landing_path
from plugin.services.links.take_out import put_back, take_out
from plugin.store.database import Database
from plugin.store.landing_pages import find_page, standing_pages
from tests import cast
from tests.devshop.content import Page
from tests.shopify_in_process import SCOPES, InProcessAdmin, Killed, stand_in
from tests.storefront.landing import MUG, Landing, make_landing


@dataclass
class Stage:
    """A live campaign whose page is an Online Store page."""

    database: Database
    landing: Landing
    admin: InProcessAdmin

    def shop(self):
        return self.database.shop(self.landing.shop_id)

    def page(self):
        with self.shop() as session:
            return find_page(session, self.landing.campaign_id, self.landing.creator_id)

    def settle(self) -> None:
        """Do what the job would."""
        with self.shop() as session:
            pages = standing_pages(session)
        clock = self.admin.world.now
        SettlingPages(self.database, self.admin, self.landing.shop_id, clock).run(pages)

    def standing(self) -> list[Page]:
        return list(self.admin.shop.pages.values())

    def path(self) -> str:
        with self.shop() as session:
            return landing_path(session, self.landing.campaign_id, self.landing.creator_id)


@pytest.fixture
def stage(database, ana, ben, now) -> Stage:
    make_landing(database, ben, kind="picks", currency="USD")
    landing = make_landing(database, ana, kind="picks", products=[MUG], title="What {{ I }} <love>")
    world = stand_in(cast.ANA, now)
    world.shops[cast.ANA.domain].installation.scopes = [*SCOPES, "read_content", "write_content"]
    found = Stage(database, landing, InProcessAdmin(world))
    with found.shop() as session:
        set_landing(session, landing.campaign_id, LandingFields("picks", served_by="page"), now)
    return found


def test_the_page_is_made_hidden_from_search_and_the_link_leads_to_it(stage):
    assert stage.path() == "/"
    stage.settle()
    (page,) = stage.standing()
    assert page.hidden_from_search()
    assert page.title == "What {{ I }} <love>"
    assert 'href="/products/stoneware-mug"' in page.body
    assert "10% off" in page.body
    assert "{" not in page.body.partition("</style>")[2]
    assert stage.path() == "/pages/cleo-cloud"
    before = stage.admin.mutations
    stage.settle()
    assert stage.admin.mutations == before


@pytest.mark.parametrize("failure", ["lost", "killed"])
def test_an_answer_that_never_came_makes_no_second_page(stage, failure):
    if failure == "lost":
        stage.admin.lose = {1}
    else:
        stage.admin.die = {1}
    with pytest.raises((ShopifyError, Killed)):
        stage.settle()
    stage.settle()
    assert len(stage.standing()) == 1
    assert stage.page().page_gid is not None


def test_an_edit_is_brought_over_and_a_deleted_page_comes_back(stage, now):
    stage.settle()
    with stage.shop() as session:
        fields = PageFields(None, None, "Now this", "", None, [])
        edit_page(session, stage.landing.campaign_id, stage.landing.creator_id, fields, now)
    stage.settle()
    assert [page.title for page in stage.standing()] == ["Now this"]
    stage.admin.shop.pages.clear()
    with stage.shop() as session:
        fields = PageFields(None, None, "And this", "", None, [])
        edit_page(session, stage.landing.campaign_id, stage.landing.creator_id, fields, now)
    stage.settle()
    assert [page.title for page in stage.standing()] == ["And this"]


def test_a_handle_that_is_taken_gets_another(stage, now):
    theirs = Page(9, "Cleo", "cleo-cloud", "", now, now, now)
    stage.admin.shop.pages[9] = theirs
    stage.settle()
    (ours,) = [page for page in stage.standing() if page is not theirs]
    assert ours.handle.startswith("cleo-cloud-")
    assert stage.path() == f"/pages/{ours.handle}"
    assert (theirs.body, theirs.title) == ("", "Cleo")


def test_what_shopify_refuses_is_kept_at_the_page(stage, now):
    stage.admin.shop.pages[9] = Page(9, "Cleo", "cleo-cloud", "", now, now, now)
    stage.settle()
    own = stage.page().page_handle
    stage.admin.shop.pages.clear()
    for number, handle in enumerate(("cleo-cloud", own, f"{own}-{own[-6:]}")):
        stage.admin.shop.pages[number + 1] = Page(number + 1, "Cleo", handle, "", now, now, now)
    with stage.shop() as session:
        hold_page(session, stage.landing.campaign_id, stage.landing.creator_id, "paused", now)
    stage.settle()
    assert stage.page().page_problem == TAKEN


def test_pausing_hides_it_and_retiring_leaves_nothing(stage, now):
    stage.settle()
    for act, shown in ((pause_campaign, False), (resume_campaign, True)):
        with stage.shop() as session:
            act(session, stage.landing.campaign_id, now)
        stage.settle()
        assert [page.is_published(now) for page in stage.standing()] == [shown]
    with stage.shop() as session:
        retire_campaign(session, stage.landing.campaign_id, now)
    stage.admin.lose = {stage.admin.mutations + 1}
    with pytest.raises(ShopifyError):
        stage.settle()
    stage.settle()
    assert stage.standing() == []
    assert (stage.page().page_gid, stage.page().page_handle, stage.path()) == (None, None, "/")


def test_taken_out_before_an_uninstall_nothing_is_left_and_it_comes_back(stage, ben, now):
    stage.settle()
    for act, expected in ((take_out, 0), (put_back, 1)):
        with stage.shop() as session:
            act(session, now)
            jobs = "select args -> 'pages' from procrastinate_jobs where task_name = :task order by id desc"
            asked = session.scalar(text(jobs), {"task": SETTLE}, execution_options={"scoped_by_hand": True})
        assert asked == [[stage.landing.campaign_id, stage.landing.creator_id]]
        with stage.database.shop(ben) as session:
            take_out(session, now)
        stage.settle()
        assert len(stage.standing()) == expected
    assert stage.path() == "/pages/cleo-cloud"


def test_the_owner_s_change_of_mind_takes_the_page_down(stage, now):
    stage.settle()
    with stage.shop() as session:
        set_landing(session, stage.landing.campaign_id, LandingFields("picks"), now)
    stage.settle()
    assert stage.standing() == []
    assert stage.path() == "/apps/earmark/p/cleo-cloud"


def test_a_reason_is_kept_and_the_other_shop_has_no_part_in_it(stage, ben):
    with stage.shop() as session:
        note_unsettled(session, [(stage.landing.campaign_id, stage.landing.creator_id)], "Away.")
    assert stage.page().page_problem == "Away."
    with stage.database.shop(ben) as session:
        assert standing_pages(session) == []
