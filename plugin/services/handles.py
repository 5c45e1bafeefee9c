"""What people paste as a handle, reduced to the handle; and the way back to the profile's address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from plugin.errors import InputError
from plugin.language import M_, N_

PLATFORM_NAMES = {
    "instagram": "Instagram",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "podcast": N_("Podcast"),
    "blog": N_("Blog"),
    "other": N_("Other"),
}
"""Platform -> what pages call it."""

LONGEST = 200
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Network:
    """A platform whose profiles have one form of address: its hosts, and what its handles are made of."""

    hosts: tuple[str, ...]
    handle: re.Pattern[str]
    rule: str
    not_profiles: frozenset[str] = frozenset()


NETWORKS = {
    "instagram": Network(
        ("instagram.com", "instagr.am"),
        re.compile(r"[A-Za-z0-9._]{1,30}"),
        N_("An Instagram handle has up to 30 letters, digits, dots and underscores, such as cleo.cloud."),
        frozenset({"p", "reel", "reels", "explore", "tv", "accounts", "share"}),
    ),
    "youtube": Network(
        ("youtube.com", "youtu.be"),
        re.compile(r"[\w.·-]{3,100}|(?:c|user|channel)/[\w.·-]{1,100}"),
        N_("A YouTube handle has 3 letters or more without blanks, such as cleocloud."),
        frozenset({"watch", "shorts", "playlist", "embed", "live", "results", "feed"}),
    ),
    "tiktok": Network(
        ("tiktok.com",),
        re.compile(r"[\w.]{2,24}"),
        N_("A TikTok handle has 2 to 24 letters, digits, dots and underscores, such as cleocloud."),
        frozenset({"t", "tag", "music", "discover", "video"}),
    ),
}
"""Instagram, YouTube and TikTok; elsewhere a handle is a name or an address of any kind."""


def normal_handle(platform: str, typed: str) -> str:
    """The handle in `typed`: without @, blanks and invisible characters, and cut out of a profile's address.

    "https://www.instagram.com/cleo.cloud/?hl=en" on instagram gives "cleo.cloud"; "" gives "". Raises
    `InputError` (field: the platform) for what is no handle there, saying what would be one.
    """
    text = _visible(typed)
    network = NETWORKS.get(platform)
    if network is None:
        handle = _bare_address(text) if _ADDRESS.fullmatch(text) else text
    else:
        handle = _from_address(platform, text).lstrip("@")
    if len(handle) > LONGEST:
        raise InputError(
            M_("This is longer than %(most)s characters. Shorten it.", most=LONGEST), field=platform
        )
    if network is not None and handle and not network.handle.fullmatch(handle):
        raise InputError(M_(network.rule), field=platform)
    return handle


def profile_url(platform: str, handle: str) -> str | None:
    """The address of the profile, or None where the handle is a name that leads nowhere by itself."""
    if platform == "instagram":
        return f"https://www.instagram.com/{quote(handle)}/"
    if platform == "tiktok":
        return f"https://www.tiktok.com/@{quote(handle)}"
    if platform == "youtube":
        return f"https://www.youtube.com/{quote(handle) if '/' in handle else '@' + quote(handle)}"
    # The host must look like one: "javascript:…" and the like never become a link.
    return f"https://{quote(handle, safe='/:?=&%#@+,;~!')}" if _HOST.fullmatch(handle) else None


def _visible(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed)
    return "".join(
        letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
    ).strip()


def _bare_address(text: str) -> str:
    """An address without what differs between two ways of pasting it: scheme, www, a last slash."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", text, flags=re.IGNORECASE).rstrip("/")


def _network_of(host: str) -> str | None:
    for platform, network in NETWORKS.items():
        if any(host == known or host.endswith("." + known) for known in network.hosts):
            return platform
    return None


def _from_address(platform: str, text: str) -> str:
    """The handle in a profile's address; `text` itself where it is no address of a network we know."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return text
    found = _network_of(host)
    if found is None:
        return text
    if found != platform:
        raise InputError(
            M_(
                "This address is on %(found)s. Put it into the field for %(found)s.",
                found=PLATFORM_NAMES[found],
            ),
            field=platform,
        )
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if steps[:1] == ["stories"]:
        steps = steps[1:]
    if platform == "youtube" and len(steps) > 1 and steps[0] in ("c", "user", "channel"):
        return "/".join(steps[:2])
    own_page = platform != "tiktok" or (steps and steps[0].startswith("@"))
    if not steps or steps[0].lower() in NETWORKS[platform].not_profiles or host == "youtu.be" or not own_page:
        raise InputError(
            M_(
                "This address is no profile on %(platform)s. Paste the profile's address or its handle.",
                platform=PLATFORM_NAMES[platform],
            ),
            field=platform,
        )
    return steps[0]
