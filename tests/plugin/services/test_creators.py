"""Adding, editing, archiving and listing creators, with a second shop always there."""

import pytest

from plugin.errors import InputError, NotFoundError
from plugin.services.add_creator import add_creator
from plugin.services.archive_creator import archive_creator, restore_creator
from plugin.services.creator_fields import CreatorFields, HandleTakenError, split_words
from plugin.services.edit_creator import edit_creator
from plugin.services.list_creators import every_creator, has_creators, list_creators, list_tags
from plugin.services.show_creator import show_creator
from plugin.store.creator_search import CreatorFilter
from tests.cast import ASA, CLEO, DEV


def fields(person, **changes):
    given = {"name": person.name, "handles": person.handles, "aliases": person.aliases}
    return CreatorFields(**{**given, **changes})


@pytest.fixture
def cast(database, ana, ben, now):
    """Ana has Cleo, Dev and Åsa; Ben has a Cleo with the same handles. Person -> id, in Ana's shop."""
    with database.shop(ben) as session:
        add_creator(session, fields(CLEO, tags=("bens",), note="Ben's own"), now)
    with database.shop(ana) as session:
        return {
            "cleo": add_creator(session, fields(CLEO, tags=("VIP", "spring")), now),
            "dev": add_creator(session, fields(DEV, tags=("spring",)), now),
            "asa": add_creator(session, fields(ASA), now),
        }


def names(database, shop_id, *, order="name", **wanted):
    with database.shop(shop_id) as session:
        return [row.name for row in list_creators(session, CreatorFilter(**wanted), order=order).rows]


def test_a_creator_is_kept_as_cleaned(database, ana, ben, now):
    typed = CreatorFields(
        name="  A\u030asa \u200b A\u030angstro\u0308m ",
        handles={"instagram": "https://www.instagram.com/asa/", "youtube": " "},
        aliases=("Asa", "ASA", " asa  podden ", ""),
        tags=("VIP", "vip"),
        note=" met at\r\nthe fair\x00 ",
    )
    with database.shop(ana) as session:
        number = add_creator(session, typed, now)
    with database.shop(ana) as session:
        shown = show_creator(session, number)
    assert (shown.creator.name, shown.handles) == ("Åsa Ångström", {"instagram": "asa"})
    assert (shown.creator.aliases, shown.creator.tags) == (["Asa", "asa podden"], ["VIP"])
    assert (shown.creator.note, shown.creator.status) == ("met at\nthe fair", "active")
    assert shown.codes == shown.campaigns_without_code == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": " \u200b "}, "name", id="no_name"),
        pytest.param({"name": "x" * 121}, "name", id="long_name"),
        pytest.param({"note": "x" * 5001}, "note", id="long_note"),
        pytest.param({"tags": ("x" * 61,)}, "tags", id="long_tag"),
        pytest.param({"aliases": tuple(map(str, range(51)))}, "aliases", id="many_aliases"),
        pytest.param({"handles": {"instagram": "a b"}}, "instagram", id="bad_handle"),
        pytest.param({"handles": {"myspace": "tom"}}, "handles", id="unknown_platform"),
    ],
)
def test_what_is_wrong_is_named(database, ana, now, changes, field):
    with pytest.raises(InputError) as caught, database.shop(ana) as session:
        add_creator(session, fields(CLEO, **changes), now)
    assert caught.value.field == field


def test_a_handle_belongs_to_one_creator_of_a_shop_whatever_its_case(database, ana, cast, now):
    twin = CreatorFields(name="Cleopatra", handles={"tiktok": "@CleoCloud"})
    with (
        pytest.raises(HandleTakenError, match="CleoCloud belongs to Cleo Cloud") as caught,
        database.shop(ana) as session,
    ):
        add_creator(session, twin, now)
    assert (caught.value.field, caught.value.owner_id) == ("tiktok", cast["cleo"])
    assert "Cleopatra" not in names(database, ana)
    with database.shop(ana) as session:
        archive_creator(session, cast["cleo"], now)
    with pytest.raises(HandleTakenError, match="who is archived"), database.shop(ana) as session:
        edit_creator(session, cast["dev"], twin, now)


def test_editing_makes_the_fields_whole_and_frees_the_handles_left_out(database, ana, ben, cast, now):
    with database.shop(ana) as session:
        edit_creator(
            session, cast["cleo"], CreatorFields(name="Cleo C.", handles={"instagram": "Cleo.Cloud"}), now
        )
        edit_creator(session, cast["dev"], fields(DEV, handles={"tiktok": "cleocloud"}), now)
    with database.shop(ana) as session:
        cleo, dev = show_creator(session, cast["cleo"]), show_creator(session, cast["dev"])
    assert (cleo.creator.name, cleo.handles, cleo.creator.tags) == (
        "Cleo C.",
        {"instagram": "Cleo.Cloud"},
        [],
    )
    assert dev.handles == {"tiktok": "cleocloud"}
    assert names(database, ana, text="cleo c.") == ["Cleo C."]
    with database.shop(ben) as session:
        assert [row.handles for row in every_creator(session, CreatorFilter())] == [CLEO.handles]


@pytest.mark.parametrize("act", [archive_creator, restore_creator, lambda s, i, now: show_creator(s, i)])
def test_a_creator_of_another_shop_is_not_there(database, ben, cast, now, act):
    with pytest.raises(NotFoundError, match="no creator"), database.shop(ben) as session:
        act(session, cast["dev"], now)


def test_archiving_hides_and_restoring_brings_back(database, ana, cast, now):
    with database.shop(ana) as session:
        archive_creator(session, cast["dev"], now)
        archive_creator(session, cast["dev"], now)
    assert names(database, ana) == ["Åsa Ångström", "Cleo Cloud"]
    assert names(database, ana, status="archived") == ["Dev Dune"]
    assert len(names(database, ana, status=None)) == 3
    with database.shop(ana) as session:
        assert restore_creator(session, cast["dev"], now).archived_at is None
    assert "Dev Dune" in names(database, ana)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("cleo", ["Cleo Cloud"], id="name"),
        pytest.param("CLOUD cleo", ["Cleo Cloud"], id="words_in_any_order"),
        pytest.param("@devdune", ["Dev Dune"], id="handle_with_at"),
        pytest.param("asa", ["Åsa Ångström"], id="plain_letters"),
        pytest.param("ÅSA", ["Åsa Ångström"], id="capitals"),
        pytest.param("asapod", ["Åsa Ångström"], id="part_of_a_handle"),
        pytest.param("%", [], id="a_percent_sign_is_itself"),
        pytest.param("_", [], id="an_underscore_is_itself"),
        pytest.param("bens", [], id="nothing_of_the_other_shop"),
    ],
)
def test_search(database, ana, cast, text, found):
    assert names(database, ana, text=text) == found


def test_filters_sorting_and_tags_stay_in_the_shop(database, ana, ben, cast, now):
    assert names(database, ana, tag="spring") == ["Cleo Cloud", "Dev Dune"]
    assert names(database, ana, order="-name") == ["Dev Dune", "Cleo Cloud", "Åsa Ångström"]
    assert names(database, ana, order="-added") == ["Åsa Ångström", "Dev Dune", "Cleo Cloud"]
    with database.shop(ana) as session:
        assert list_tags(session) == ["VIP", "spring"]
    with database.shop(ben) as session:
        assert list_tags(session) == ["bens"]


def test_pages_do_not_overlap_and_a_page_too_far_gives_the_last(database, ana, ben, cast):
    with database.shop(ana) as session:
        pages = [list_creators(session, CreatorFilter(), page=n, page_size=2) for n in (1, 2, 9)]
    assert [[row.name for row in page.rows] for page in pages] == [
        ["Åsa Ångström", "Cleo Cloud"],
        ["Dev Dune"],
        ["Dev Dune"],
    ]
    assert {(page.total, page.pages) for page in pages} == {(3, 2)}


def test_an_empty_shop_has_no_creators(database, ana, ben, now):
    with database.shop(ben) as session:
        add_creator(session, fields(CLEO), now)
    with database.shop(ana) as session:
        assert not has_creators(session)
        assert list_creators(session, CreatorFilter()).pages == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("a, b;c\nd", ["a", " b", "c", "d"], id="western"),
        pytest.param("李，娜；王、五", ["李", "娜", "王", "五"], id="chinese"),
    ],
)
def test_split_words(typed, words):
    assert split_words(typed) == words
