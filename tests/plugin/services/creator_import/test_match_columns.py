"""Which column holds what, by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.creator_import.match_columns import FIELDS, SEVERAL, check_columns, match_columns

COLUMNS = {
    "name": "Name|NAMN|nome|姓名|Full name|Creator|Creator name|Influencer",
    "instagram": "instagram|IG|Insta|Instagram handle|IG-konto|Instagram URL|instagram_username|Instagrm|"
    "Creator's Instagram|Instagram账号",
    "youtube": "YouTube|yt|You Tube channel|Youtube-länk",
    "tiktok": "TikTok|TT|Tik Tok|抖音号|tiktok link",
    "podcast": "Podcast|Podd|播客",
    "blog": "Blog|Website|Web site|Hemsida|sito web",
    "aliases": "Alias|Aliases|alias(es)|a.k.a.|别名",
    "tags": "Tags|Taggar|Etichette|标签",
    "note": "Note|Notes|Note(s)|Kommentar|备注",
    "status": "Status|Stato|状态",
    None: "Handle|Creator handle|Username|Email|Followers|达人昵称||   |!!|Cleo Cloud",
}


@pytest.mark.parametrize(
    ("column", "field"),
    [
        pytest.param(column, field, id=column.strip() or "blank")
        for field, columns in COLUMNS.items()
        for column in columns.split("|")
    ],
)
def test_a_column_is_known_by_its_name(column, field):
    assert match_columns([column]) == [field]


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        pytest.param(["First name", "Last name"], ["name", "name"], id="two_parts"),
        pytest.param(["Nome", "Cognome"], ["name", "name"], id="two_parts_in_italian"),
        pytest.param(["Full name", "First name", "Last name"], ["name", None, None], id="whole_and_parts"),
        pytest.param(["Instagrm", "Instagram"], [None, "instagram"], id="the_surer_one_wins"),
        pytest.param(["IG", "Instagram"], ["instagram", None], id="of_two_equals_the_first"),
        pytest.param(["Alias 1", "Alias 2"], ["aliases", "aliases"], id="several_aliases"),
        pytest.param(["Tags", "Category"], ["tags", "tags"], id="several_tags"),
    ],
)
def test_columns_together(columns, fields):
    assert match_columns(columns) == fields


@given(st.lists(st.text(max_size=15) | st.sampled_from(["ig", "insta", "name", "tag", "yt"]), max_size=8))
def test_no_single_field_is_given_out_twice(columns):
    fields = match_columns(columns)
    assert len(fields) == len(columns)
    assert all(fields.count(field) <= 1 for field in set(FIELDS) - SEVERAL)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param(["instagram", "instagram"], "Two columns are to be Instagram", id="twice"),
        pytest.param(["tags", None], "which column holds the name", id="nobody_named"),
        pytest.param(["name"], "for every column", id="too_few"),
        pytest.param(["name", "shoe size"], "for every column", id="unknown"),
    ],
)
def test_what_cannot_be_chosen(fields, says):
    with pytest.raises(InputError, match=says):
        check_columns(fields, 2)


def test_what_can_be_chosen():
    assert check_columns(["name", ""], 2) == ["name", None]
    assert check_columns(["instagram", "tags"], 2) == ["instagram", "tags"]
