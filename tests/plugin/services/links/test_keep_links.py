"""Links come, rest and go with the enrolment."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from plugin.services.archive_creator import archive_creator, restore_creator
from plugin.services.edit_campaign import edit_campaign
from plugin.services.enrol_creators import enrol_creators, unenrol_creators
from plugin.services.hold_code import pause_campaign, resume_campaign, retire_campaign
from plugin.services.links.keep_links import sweep_links
from plugin.services.links.utm_sources import change_utm_sources
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.link_lookup import links_of_creator
from plugin.store.links import Link, known_links, links_with_utm
from tests import cast
from tests.plugin.services.codes.conftest import spring
from tests.plugin.services.links.conftest import campaign_of_people, people_of


def jobs(database, shop_id, task="settle_links"):
    query = text("select args from procrastinate_jobs where task_name = :task order by id")
    with database.engine.connect() as connection:
        rows = [row.args for row in connection.execute(query, {"task": task})]
    return [row["link_ids"] for row in rows if row["shop_id"] == shop_id]


def test_an_enrolment_brings_a_link_with_everything_it_says(stage):
    links = stage.links()
    assert [link.path for link in links] == ["/cleo-cloud", "/devdune", "/asapodden"]
    assert [link.platform for link in links] == ["instagram", "youtube", "podcast"]
    first = links[0]
    assert (first.utm_source, first.utm_medium, first.utm_campaign) == (
        "instagram",
        "creator",
        "spring-table",
    )
    assert (first.utm_content, first.utm_term, first.placement) == ("bio", "cleo-cloud", "bio")
    assert (first.status, first.redirect_state) == ("live", "planned")
    assert len({link.key for link in links}) == 3
    with stage.shop() as session:
        codes = {code.creator_id: code.id for code in codes_of_campaign(session, stage.campaign_id)}
    assert {link.creator_id: link.code_id for link in links} == codes


def test_nothing_is_sent_before_the_launch(stage):
    assert jobs(stage.database, stage.shop_id) == []
    stage.launch()
    assert jobs(stage.database, stage.shop_id) == [[link.id for link in stage.links()]]


def test_enrolling_again_makes_no_second_link(stage):
    before = [link.key for link in stage.links()]
    with stage.shop() as session:
        enrol_creators(session, stage.campaign_id, stage.creators, stage.at)
    assert [link.key for link in stage.links()] == before


def test_a_second_campaign_gets_a_path_that_names_it(stage, now):
    second = campaign_of_people(stage.database, stage.shop_id, now, stage.creators[:1], name="Summer Fête")
    with stage.shop() as session:
        links = links_of_creator(session, stage.creators[0])
    assert [(link.campaign_id, link.path) for link in links] == [
        (stage.campaign_id, "/cleo-cloud"),
        (second, "/cleo-cloud-summer-fete"),
    ]
    assert {link.utm_term for link in links} == {"cleo-cloud"}


def test_two_creators_of_one_name_are_told_apart(database, ana, ben, now):
    twins = people_of(database, ana, now, [cast.CreatorPerson("Ana"), cast.CreatorPerson("Ana")])
    campaign_of_people(database, ana, now, twins, code_template="{CREATOR}{RANDOM4}")
    with database.shop(ana) as session:
        links = [links_of_creator(session, creator)[0] for creator in twins]
    assert [link.path for link in links] == ["/ana", "/ana-2"]
    assert [link.utm_term for link in links] == ["ana", "ana-2"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param("Search", "/with-search", id="reserved"),
        pytest.param("😀😀", "/creator-{id}", id="nothing sayable"),
        pytest.param("x" * 120, "/" + "x" * 60, id="long"),
    ],
)
def test_odd_names_get_a_path_too(database, ana, ben, now, name, path):
    creators = people_of(database, ana, now, [cast.CreatorPerson(name)])
    campaign_of_people(database, ana, now, creators, code_template="{RANDOM4}")
    with database.shop(ana) as session:
        assert links_of_creator(session, creators[0])[0].path == path.format(id=creators[0])


def test_leaving_retires_and_coming_back_revives_the_same_key(live):
    key, gone = live.link(0).key, live.creators[0]
    with live.shop() as session:
        unenrol_creators(session, live.campaign_id, [gone], live.at)
    assert (live.link(0).status, live.link(0).held_by) == ("retired", ["enrolment"])
    assert jobs(live.database, live.shop_id)[-1] == [live.link(0).id]
    live.settle()
    assert "/cleo-cloud" not in live.standing()
    assert live.link(0).redirect_state == "removed"
    with live.shop() as session:
        enrol_creators(session, live.campaign_id, [gone], live.at)
    again = live.link(0)
    assert (again.key, again.status, again.path) == (key, "live", "/cleo-cloud")
    assert len(live.links()) == 3


def test_a_link_its_owner_retired_stays_so(live):
    with live.shop() as session:
        link = session.get(Link, (live.shop_id, live.link(0).id))
        link.status, link.held_by = "retired", ["owner"]
    with live.shop() as session:
        enrol_creators(session, live.campaign_id, live.creators, live.at)
    assert live.link(0).status == "retired"
    assert len(live.links()) == 3


def test_a_path_given_away_meanwhile_is_not_taken_back(live, now):
    with live.shop() as session:
        unenrol_creators(session, live.campaign_id, live.creators[:1], live.at)
    other = people_of(live.database, live.shop_id, now, [cast.CreatorPerson("Cleo Cloud")])
    with live.shop() as session:
        enrol_creators(session, live.campaign_id, other, live.at)
        enrol_creators(session, live.campaign_id, live.creators[:1], live.at)
    paths = {link.creator_id: (link.path, link.redirect_state) for link in live.links()}
    # The newcomer's term is another one: a term stays with the creator who had it first.
    assert paths[other[0]][0] == "/cleo-cloud-2"
    assert paths[live.creators[0]] == ("/cleo-cloud", "planned")


def test_a_campaign_paused_resumed_and_retired(live):
    with live.shop() as session:
        pause_campaign(session, live.campaign_id, live.at)
    assert {(link.status, *link.held_by) for link in live.links()} == {("paused", "campaign")}
    assert len(live.standing()) == 3, "a pause leaves the short paths"
    with live.shop() as session:
        resume_campaign(session, live.campaign_id, live.at)
    assert {(link.status, *link.held_by) for link in live.links()} == {("live",)}
    with live.shop() as session:
        retire_campaign(session, live.campaign_id, live.at)
    live.settle()
    assert {(link.status, link.redirect_state) for link in live.links()} == {("retired", "removed")}
    assert live.standing() == {}


def test_an_archived_creators_links_rest_whoever_else_holds_them(live):
    with live.shop() as session:
        archive_creator(session, live.creators[0], live.at)
        pause_campaign(session, live.campaign_id, live.at)
        restore_creator(session, live.creators[0], live.at)
    assert (live.link(0).status, live.link(0).held_by) == ("paused", ["campaign"])
    with live.shop() as session:
        resume_campaign(session, live.campaign_id, live.at)
    assert live.link(0).status == "live"


def test_the_sweep_gives_old_enrolments_their_links_and_takes_up_what_was_left(live, now):
    with live.shop() as session:
        session.execute(Link.__table__.delete(), execution_options={"scoped_by_hand": True})
        sweep_links(session, live.at)
    links = live.links()
    assert [link.path for link in links] == ["/cleo-cloud", "/devdune", "/asapodden"]
    with live.shop() as session:
        # Just made: nobody is late yet.
        assert sweep_links(session, live.at) == 0
        assert sweep_links(session, live.at + timedelta(hours=1)) == 3
        # One waiting job is enough, however often the sweep comes by.
        assert sweep_links(session, live.at + timedelta(hours=2)) == 3
    assert jobs(live.database, live.shop_id)[-1] == [link.id for link in links]
    live.settle()
    assert set(live.standing()) == {"/cleo-cloud", "/devdune", "/asapodden"}


def test_a_draft_is_not_swept_into_the_shop(stage):
    with stage.shop() as session:
        assert sweep_links(session, stage.at + timedelta(hours=1)) == 0


def test_a_campaign_that_is_over_gets_no_new_links(stage, now):
    with stage.shop() as session:
        session.execute(Link.__table__.delete(), execution_options={"scoped_by_hand": True})
        sweep_links(session, now + timedelta(days=60))
    assert stage.links() == []


def test_renaming_a_campaign_leaves_what_is_out_in_the_world(live):
    with live.shop() as session:
        edit_campaign(session, live.campaign_id, spring(name="Autumn"), "Europe/Rome", live.at)
    assert {link.utm_campaign for link in live.links()} == {"spring-table"}


def test_sources_chosen_by_the_owner_reach_standing_links(live, ben):
    with live.shop() as session:
        assert change_utm_sources(session, {"instagram": "IG ".strip(), "youtube": ""}, live.at) == 1
    assert [link.utm_source for link in live.links()] == ["ig", "youtube", "podcast"]


def test_links_are_found_by_key_and_by_what_is_left_of_an_address(live, ben):
    first, second = live.link(0), live.link(1)
    with live.shop() as session:
        archive_creator(session, second.creator_id, live.at)
        known = known_links(session, [first.key, second.key, "nokey00000"])
        assert [(row.key, row.creator_id, row.campaign_id, row.placement) for row in known] == [
            (link.key, link.creator_id, live.campaign_id, "bio") for link in (first, second)
        ]
        assert [row.archived_at for row in known] == [None, live.at]
        assert [row.key for row in links_with_utm(session, campaign=None, term="devdune")] == [second.key]
        whole = links_with_utm(session, campaign="spring-table", term=None, source="podcast")
        assert whole[0].creator_id == live.creators[2]
        assert len(whole) == 3
        assert links_with_utm(session, campaign=None, term=None) == []
        assert known_links(session, []) == []
    with live.database.shop(ben) as session:
        assert known_links(session, [first.key]) == []
        found = links_with_utm(session, campaign="spring-table", term="devdune")
        assert [row.key for row in found] != [second.key]
