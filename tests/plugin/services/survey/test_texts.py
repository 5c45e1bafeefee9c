"""What a typed text is taken for by itself."""

import pytest

from plugin.services.survey.decoys import who_is_like
from plugin.services.survey.texts import Lexicon, Named, text_key
from tests import cast

CLEO = Named(1, (cast.CLEO.name, "cleo.cloud", "cleocloud"), ("cleo", "The Sky Lady"))
DEV = Named(2, (cast.DEV.name, "devdune"))
ASA = Named(3, (cast.ASA.name, "asapodden"))
LI = Named(4, ("李子柒",), ("Li Ziqi",))
TWIN = Named(5, ("Cleo Clouds",))
ZENO = Named(1, ("Zeno Quist", "zeno.quist"), decoy=True)
KNOWN = Lexicon([CLEO, DEV, ASA, LI, ZENO])


@pytest.mark.parametrize(
    ("typed", "named", "how"),
    [
        pytest.param("Cleo Cloud", CLEO, "exact", id="the name"),
        pytest.param("  CLEO   cloud! ", CLEO, "exact", id="the name, carelessly"),
        pytest.param("@cleo.cloud", CLEO, "exact", id="the handle"),
        pytest.param("cleocloud", CLEO, "exact", id="the handle without its dot"),
        pytest.param("Cleo", CLEO, "alias", id="an alias"),
        pytest.param("the sky lady", CLEO, "alias", id="an alias of words"),
        pytest.param("asa angstrom", ASA, "exact", id="without the accents"),
        pytest.param("李子柒", LI, "exact", id="Chinese"),
        pytest.param("li ziqi", LI, "exact", id="Chinese in letters"),
        pytest.param("Dev Dun", DEV, "fuzzy", id="a letter short"),
        pytest.param("saw cleocloudd on tiktok", CLEO, "fuzzy", id="within a text, with a slip"),
        pytest.param("the asa podden podcast", ASA, "fuzzy", id="a handle within a text"),
        pytest.param("Zeno Quist", ZENO, "exact", id="the invented name"),
    ],
)
def test_what_is_clear_is_read_at_once(typed, named, how):
    found = KNOWN.read(typed)
    assert found is not None
    assert (found.named, found.how) == (named, how)
    assert found.score >= 88


@pytest.mark.parametrize(
    "typed",
    [
        "google",
        "my friend Clea",
        "Devon",
        "cloud",
        "👩‍🎤",
        "!!!",
        "Cleo Cloud or Dev Dune",
        "dd",
        "I do not know, maybe instagram or something like it",
        "x" * 200,
    ],
)
def test_what_is_not_clear_waits_for_the_owner(typed):
    assert KNOWN.read(typed) is None


def test_two_of_a_name_are_not_clear():
    assert Lexicon([CLEO, TWIN]).read("cleo cloudy") is None
    assert Lexicon([DEV, Named(9, ("Dev Dune",))]).read("Dev Dune") is None


def test_suggestions_are_the_likest_first():
    found = Lexicon([CLEO, TWIN, DEV]).alike("clea cloud", most=5)
    assert [row.named for row in found] == [CLEO, TWIN]


PIA = Named(6, ("Pia Pebble", "pia.p"))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("Pia", [PIA], id="a first name"),
        pytest.param("Pia Peb", [PIA], id="a name begun"),
        pytest.param("pia from tiktok", [PIA], id="a first name in a text"),
        pytest.param("Ms Pebble", [PIA], id="a last name"),
        pytest.param("Dev", [DEV], id="not the handle alone"),
        pytest.param("zen", [ZENO], id="an invented name"),
        pytest.param("p", [], id="one letter"),
        pytest.param("google", [], id="nobody"),
        pytest.param("!!", [], id="nothing"),
    ],
)
def test_a_name_that_is_only_begun_is_suggested_and_never_decided(typed, names):
    known = Lexicon([CLEO, DEV, ASA, LI, ZENO, PIA])
    assert [row.named for row in known.begun(typed, most=3)] == names
    assert known.read(typed) is None


def test_a_first_name_of_too_many_suggests_nobody():
    several = [Named(number, (f"Maria Nr{number}",)) for number in range(10, 14)]
    assert len(Lexicon(several[:3]).begun("maria", most=3)) == 3
    assert Lexicon(several).begun("maria", most=3) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("@Cleo.Cloud", "cleo cloud!"), ("ÅSA", "åsa"), ("ｃｌｅｏ", "Cleo"), ("a_b", "a b"), ("😀", "😀")],
)
def test_texts_that_differ_in_nothing_are_one(one, other):
    assert text_key(one) == text_key(other) != ""


@pytest.mark.parametrize(
    ("name", "handle", "like"),
    [
        ("Zeno Quist", "zeno.quist", None),
        ("Cleo Quist", "x.y", CLEO),
        ("Devv Dunee", "x.y", DEV),
        ("Zeno Quist", "cleo_clowd", CLEO),
    ],
)
def test_an_invented_name_is_like_nobodys(name, handle, like):
    assert who_is_like(name, handle, [CLEO, DEV, ASA, LI]) == like
