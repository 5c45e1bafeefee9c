"""What of a typed text is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.attribution.survey.masking import masked, tidied


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("write to sam.shopperton@example.com!", "write to [mail]!", id="mail"),
        pytest.param("SAM+shop@Example.CO.UK", "[mail]", id="mail in capitals"),
        pytest.param("sam (at) example.com", "[mail]", id="mail in words"),
        pytest.param("call +39 06 0000-0001", "call [phone]", id="phone"),
        pytest.param("(212) 555-0142 now", "[phone] now", id="phone in brackets"),
        pytest.param("0701234567", "[phone]", id="phone in one"),
        pytest.param("Via Inventata 17", "[address]", id="Italian street"),
        pytest.param("viale della Libertà, 3", "[address]", id="Italian avenue"),
        pytest.param("42 Nowhere Lane", "[address]", id="English street"),
        pytest.param("42b Nowhere Lane", "[address]", id="English street with a letter"),
        pytest.param("at 5 Old Mill Road, near", "at [address], near", id="English street in a text"),
        pytest.param("Storgatan 12B", "[address]", id="Swedish street"),
        pytest.param("Hauptstraße 5", "[address]", id="German street"),
        pytest.param("7 Inventedd St, near", "[address], near", id="English street, short"),
        pytest.param("3 bis, rue de la Nulle", "[address]", id="French street"),
        pytest.param("sam＠example.com", "[mail]", id="mail with a wide sign"),
        pytest.param("my number is [phone]", "my number is [phone]", id="masked before"),
        pytest.param("住在长安街12号3单元", "[address]", id="Chinese street"),
    ],
)
def test_what_leads_to_a_person_is_masked(typed, kept):
    assert masked(typed) == (kept, True)


@pytest.mark.parametrize(
    "typed",
    [
        "@cleo.cloud",
        "Cleo Cloud on TikTok",
        "her video of 2026-11-21",
        "number 1 of the best",
        "saw it 3 times in 2025, 49.90 euro",
        "channel 4 at 20:30",
        "my friend Åsa",
        "小红书上的李子柒",
        "the one with 1.2M followers",
        "👩‍🎤",
        "via Instagram",
        "via a podcast in 2024",
        "C&A",
    ],
)
def test_what_names_a_creator_stays(typed):
    assert masked(typed) == (typed, False)


@given(st.text(max_size=300))
def test_any_text_can_be_stored_and_tidying_twice_is_tidying_once(typed):
    kept = tidied(typed)
    assert tidied(kept) == kept
    kept.encode()
    assert "\x00" not in kept
    assert kept == " ".join(kept.split())
    again, _ = masked(masked(kept)[0])
    assert again == masked(kept)[0]
