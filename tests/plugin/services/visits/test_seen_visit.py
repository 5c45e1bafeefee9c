"""What is kept of a request: who is a person, on which device, and nothing that names them."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from plugin.attribution.visit_reference import new_reference
from plugin.services.record_visit import SeenVisit, referrer_host, refusal, seen_visit
from plugin.services.visits.agent import device, is_crawler
from plugin.services.visits.visitor import straight, through_proxy, visitor_hash
from tests import cast

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
INSTAGRAM = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Instagram 380.0.0.28.109 (iPhone16,2; iOS 18_5; sv_SE; sv; scale=3.00; 1290x2796; 7334)"
)
TIKTOK = (
    "Mozilla/5.0 (Linux; Android 14; SM-S921B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 trill_350303 JsSdk/1.0 NetType/WIFI "
    "Channel/googleplay AppName/musical_ly app_version/35.3.3 ByteLocale/en Region/IT BytedanceWebview/d8a2"
)
IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
CUBOT = "Mozilla/5.0 (Linux; Android 10; CUBOT_X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
TV = "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) SamsungBrowser/4.0 Chrome/76 TV Safari/537.36"

PEOPLE = [
    pytest.param(SAFARI, "phone", id="safari"),
    pytest.param(INSTAGRAM, "phone", id="in Instagram"),
    pytest.param(TIKTOK, "phone", id="in TikTok"),
    pytest.param(IPAD, "tablet", id="ipad"),
    pytest.param(CHROME, "desktop", id="chrome"),
    pytest.param(CUBOT, "phone", id="a phone with bot in its name"),
    pytest.param(TV, "other", id="television"),
]
PROGRAMS = [
    pytest.param("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", id="facebook"),
    pytest.param("WhatsApp/2.23.20.0", id="whatsapp preview"),
    pytest.param("TelegramBot (like TwitterBot)", id="telegram preview"),
    pytest.param("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", id="slack preview"),
    pytest.param(
        "Mozilla/5.0 AppleWebKit/537.36; compatible; GPTBot/1.2; +https://openai.com/gptbot", id="gpt"
    ),
    pytest.param("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", id="bing"),
    pytest.param("python-requests/2.31", id="requests"),
    pytest.param("curl/8.1", id="curl"),
    pytest.param("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36", id="headless"),
]


@pytest.mark.parametrize(("agent", "kind"), PEOPLE)
def test_a_persons_agent(agent, kind):
    assert not is_crawler(agent)
    assert device(agent) == kind
    assert refusal("GET", {"User-Agent": agent}) is None


@pytest.mark.parametrize("agent", PROGRAMS)
def test_a_programs_agent(agent):
    assert refusal("GET", {"User-Agent": agent}) == "crawler"


@pytest.mark.parametrize(
    ("method", "headers", "reason"),
    [
        pytest.param(
            "HEAD", {"User-Agent": "curl/8.1", "Purpose": "prefetch"}, "head", id="head comes first"
        ),
        pytest.param(
            "GET", {"Sec-Purpose": "prefetch;prerender", "User-Agent": CHROME}, "prefetch", id="chrome"
        ),
        pytest.param("GET", {"Purpose": "prefetch"}, "prefetch", id="before the empty agent"),
        pytest.param(
            "GET", {"X-Purpose": "preview", "User-Agent": SAFARI}, "prefetch", id="safari's preview"
        ),
        pytest.param("GET", {"X-Moz": "prefetch", "User-Agent": CHROME}, "prefetch", id="firefox"),
        pytest.param("GET", {}, "no_agent", id="no agent"),
        pytest.param("GET", {"User-Agent": "  "}, "no_agent", id="a blank agent"),
        pytest.param("GET", {"User-Agent": "curl/8.1"}, "crawler", id="crawler"),
        pytest.param("GET", {"Sec-Purpose": "", "User-Agent": CHROME}, None, id="no purpose"),
    ],
)
def test_the_first_reason_that_holds_is_given(method, headers, reason):
    assert refusal(method, headers) == reason


def test_the_longest_agent_is_looked_at_in_part():
    assert not is_crawler("x" * 100_000)
    assert device("x" * 100_000) == "other"


def seen(settings, now, headers, **more):
    return seen_visit(
        settings, **{"domain": cast.ANA.domain, "ref": None, "method": "GET", "peer": "203.0.113.9"} | more,
        headers=headers, now=now,
    )  # fmt: skip


def test_neither_address_nor_agent_is_kept(settings, now):
    ref = new_reference("a1b2c3d4e5", now)
    headers = {
        "User-Agent": INSTAGRAM,
        "X-Forwarded-For": "198.51.100.77, 203.0.113.1",
        "Referer": "https://L.instagram.com/?u=https%3A%2F%2Fanas.example%2F&e=secret",
    }
    kept = seen(settings, now, headers, ref=ref, landing_kind="picks")
    visit = msgspec.json.decode(kept.arrival.body, type=SeenVisit)
    assert (visit.ref, visit.device, visit.refused) == (ref, "phone", None)
    assert visit.referrer_host == "l.instagram.com"
    for text in (b"198.51", b"203.0", b"Instagram", b"AppleWebKit", b"secret"):
        assert text not in kept.arrival.body
    assert kept.arrival.topic == "earmark/visit"
    assert bytes.fromhex(visit.visitor) == kept.visitor


def test_a_visit_seen_twice_has_one_delivery_and_one_after_a_prefetch_another(settings, now):
    ref, headers = new_reference("a1b2c3d4e5", now), {"User-Agent": SAFARI}
    once, again = (seen(settings, now, headers, ref=ref).arrival.webhook_id for _ in range(2))
    fetched = seen(settings, now, headers | {"Purpose": "prefetch"}, ref=ref).arrival.webhook_id
    assert once == again != fetched


def test_what_is_no_reference_is_a_visit_of_its_own(settings, now):
    forged = seen(settings, now, {"User-Agent": SAFARI}, ref="x" * 10_000, creator_id=7)
    visit = msgspec.json.decode(forged.arrival.body, type=SeenVisit)
    assert visit.ref.startswith("direct.")
    assert visit.creator_id == 7


def test_a_visitor_is_the_same_for_a_day_in_one_shop(settings, now):
    def of(domain=cast.ANA.domain, address="198.51.100.77", agent=SAFARI, at=now):
        return visitor_hash(settings, domain, address, agent, at)

    assert of() == of(at=now + timedelta(hours=3))
    others = [
        of(cast.BEN.domain),
        of(address="198.51.100.78"),
        of(agent=CHROME),
        of(at=now + timedelta(days=1)),
    ]
    assert len({of(), *others}) == 5


@pytest.mark.parametrize(
    ("forwarded", "first", "last"),
    [
        pytest.param("198.51.100.7, 10.0.0.1", "198.51.100.7", "10.0.0.1", id="two"),
        pytest.param("", "203.0.113.9", "203.0.113.9", id="none"),
        pytest.param("nonsense", "203.0.113.9", "203.0.113.9", id="no address"),
        pytest.param(
            "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64", "2001:db8:1:2::/64", id="a network of IPv6"
        ),
    ],
)
def test_whose_address_counts(forwarded, first, last):
    headers = {"X-Forwarded-For": forwarded}
    assert through_proxy(headers, "203.0.113.9") == first
    assert straight(headers, "203.0.113.9") == last


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        pytest.param("https://www.tiktok.com/@cleo", "www.tiktok.com", id="a page"),
        pytest.param("android-app://com.instagram.android/", "com.instagram.android", id="an app"),
        pytest.param("http://[", None, id="no address"),
        pytest.param(None, None, id="none"),
        pytest.param("https://" + "a" * 300, None, id="too long"),
    ],
)
def test_the_host_a_visitor_came_from(referrer, host):
    assert referrer_host(referrer) == host
