"""Readers: which language is chosen, and how numbers, money and time are written in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugin.language import M_, language_for
from plugin.ledger.money import digits


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        pytest.param(("sv",), "sv", id="sv"),
        pytest.param(("it-IT",), "it", id="a country changes nothing"),
        pytest.param(("zh-CN",), "zh_Hans", id="mainland Chinese"),
        pytest.param(("zh-Hans",), "zh_Hans", id="simplified"),
        pytest.param(("zh-TW",), "en", id="traditional Chinese is not served the simplified"),
        pytest.param(("fr", "sv"), "sv", id="the shop's where the admin's is none of ours"),
        pytest.param((None, ""), "en", id="nothing said"),
        pytest.param(("../../etc/passwd",), "en", id="no language tag"),
        pytest.param(("xx-YY",), "en", id="no language"),
    ],
)
def test_the_language_is_the_first_there_is(wanted, name):
    assert language_for(*wanted).name == name


MONEY = [
    pytest.param("en", 123456, "EUR", "€1,234.56", id="en EUR"),
    pytest.param("sv", 123456, "SEK", "1 234,56 kr", id="sv SEK"),
    pytest.param("it", -50, "EUR", "-0,50 €", id="it below one"),
    pytest.param("zh-CN", 123456, "CNY", "¥1,234.56", id="zh CNY"),
    pytest.param("en", 1234, "JPY", "¥1,234", id="yen have no decimals"),
    pytest.param("en", 1234567, "KWD", "KWD1,234.567", id="dinars have three"),
    pytest.param("en", None, "EUR", "–", id="not known"),
]


@pytest.mark.parametrize(("wanted", "minor", "currency", "shown"), MONEY)
def test_money(wanted, minor, currency, shown):
    text = language_for(wanted).money(minor, currency, digits(currency))
    assert text.replace("\xa0", " ").replace("−", "-") == shown


@pytest.mark.parametrize(
    ("wanted", "shown"), [("en", "12.3%"), ("sv", "12,3 %"), ("it", "12,3%"), ("zh-CN", "12.3%")]
)
def test_percent(wanted, shown):
    assert language_for(wanted).percent(0.1234).replace("\xa0", " ") == shown


def test_percent_of_nothing_is_a_dash_and_not_zero():
    assert language_for("en").percent(None) == "–"


def test_days_are_the_readers():
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert language_for("en", timezone="Europe/Rome").day(late) == "Nov 22, 2026"
    assert language_for("en", timezone="America/New_York").day(late) == "Nov 21, 2026"
    assert language_for("sv", timezone="Europe/Stockholm").moment(late) == "22 nov. 2026 00:30"
    assert language_for("en", timezone="Mars/Olympus").day(late) == "Nov 21, 2026"


def test_a_sentence_keeps_its_id_and_values_until_it_is_read():
    sentence = M_("“%(page)s” is not a page of this list. Pages are whole numbers from 1.", page="<x>")
    assert sentence == "“<x>” is not a page of this list. Pages are whole numbers from 1."
    assert language_for("sv").text(sentence) != sentence
    assert "<x>" in language_for("sv").text(sentence)
    assert language_for("sv").text("as it is") == "as it is"


def test_a_kept_sentence_is_no_format():
    ours = "Something went wrong on our side. Try again; nothing is created twice."
    assert language_for("en").kept(ours) == ours
    assert language_for("sv").kept(ours) != ours
    assert language_for("sv").kept("At most 100% of %(price)s.") == "At most 100% of %(price)s."
    assert language_for("sv").kept("") == ""
