"""Test a link as a buyer would meet it: every hop from the short path to the landing page, and the code.

It goes through the shop's own addresses only, one at a time, and says at each what was there. It is marked as
no visit (see `plugin.shopify.storefront`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from plugin.attribution.visit_reference import PARAMETER, read_link_key
from plugin.errors import ShopifyError
from plugin.language import M_
from plugin.language.messages import Message
from plugin.services.landing.served import Served
from plugin.services.links.address import read_discount_address, read_tags
from plugin.services.links.list_links import ShownLink
from plugin.services.links.pages_seen import leads_on, says_noindex
from plugin.shopify.admin import Admin
from plugin.shopify.discounts import find_codes
from plugin.shopify.storefront import Answer, ForeignAddressError, Storefront, UnreachableError

MOST_HOPS = 8
Verdict = Literal["ok", "problem"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step. `step` is short, go, discount, landing, code or on; `address` what was asked (a code for the
    step code), `status` the answer's HTTP status where there was one, `leads_to` where it leads on.
    """

    step: str
    address: str
    status: int | None
    leads_to: str | None
    verdict: Verdict
    told: Message


@dataclass(frozen=True, slots=True)
class Walk:
    """The whole test; `ok` says that a buyer gets where the creator sends them, with the discount."""

    hops: tuple[Hop, ...]
    walked_at: datetime

    @property
    def path_missing(self) -> bool:
        """Whether the short path itself is what does not work."""
        return any(hop.step == "short" and hop.verdict == "problem" for hop in self.hops)

    @property
    def ok(self) -> bool:
        """Whether no step has a problem."""
        return all(hop.verdict == "ok" for hop in self.hops)


def walk_link(
    link: ShownLink, expected: Served, storefront: Storefront, client: Admin, now: datetime
) -> Walk:
    """Walk `link` and report every hop. `expected` is what its buyers are to be given at this moment."""
    return Walk((*_walked(link, expected, storefront), *_code_found(expected, client)), now)


def _walked(link: ShownLink, expected: Served, storefront: Storefront) -> Iterator[Hop]:
    address = link.to_send
    for _ in range(MOST_HOPS):
        step = _step(address, link)
        if not storefront.is_own(address):
            told = M_("This leads out of the shop. Nothing further was asked.")
            yield Hop(step, _short(address), None, None, "problem", told)
            return
        try:
            answer = storefront.get(address)
        except UnreachableError:
            told = M_("The shop gave no answer in time. Try again in a moment.")
            yield Hop(step, _short(address), None, None, "problem", told)
            return
        except ForeignAddressError:
            told = M_("This address is not one the public can reach, so nothing was asked there.")
            yield Hop(step, _short(address), None, None, "problem", told)
            return
        onward = answer.leads_to or (_led_on(answer) if step == "go" else None)
        verdict, told = _judged(step, answer, onward, link, expected)
        yield Hop(step, _short(address), answer.status, _short(onward) if onward else None, verdict, told)
        if verdict == "problem" or onward is None:
            return
        address = onward
    yield Hop(
        "on", "", None, None, "problem", M_("The link leads on and on. No buyer would follow it so far.")
    )


def _step(address: str, link: ShownLink) -> str:
    parts = urlsplit(address)
    if parts.path == urlsplit(link.stable).path:
        return "go"
    if link.short is not None and parts.path == urlsplit(link.short).path:
        return "short"
    if read_discount_address(f"{parts.path}?{parts.query}") is not None:
        return "discount"
    return "landing" if read_tags(address) or parts.path == "/" else "on"


def _judged(
    step: str, answer: Answer, onward: str | None, link: ShownLink, expected: Served
) -> tuple[Verdict, Message]:
    if onward is not None and urlsplit(onward).path == "/password":
        return "problem", M_("The shop is behind a password: buyers see that page and nothing else.")
    if answer.status >= 500:
        return "problem", M_("The shop answers with an error. Try again in a moment.")
    if step == "short":
        return _judged_short(answer, onward, link)
    if step == "go":
        return _judged_go(answer, onward, expected)
    if step == "discount":
        return _judged_discount(answer, onward)
    if step == "landing":
        return _judged_landing(answer, link, expected)
    if onward is not None:
        return "ok", M_("The shop leads on from here by itself.")
    return "problem", M_("The link ends at a page it should not lead to.")


def _judged_short(answer: Answer, onward: str | None, link: ShownLink) -> tuple[Verdict, Message]:
    if answer.status == 404:
        return "problem", M_("The short path is not in the shop. Have it made again.")
    if onward is None:
        return "problem", M_("A page of the shop stands at the short path. Choose another path.")
    if urlsplit(onward).path != urlsplit(link.stable).path:
        return "problem", M_("The short path leads elsewhere: another redirect of the shop has it.")
    return "ok", M_("The short path leads to the link's own address.")


def _judged_go(answer: Answer, onward: str | None, expected: Served) -> tuple[Verdict, Message]:
    if answer.status != 200 or onward is None:
        return "problem", M_(
            "Earmark's own address does not answer here. Is the app proxy of the shop switched on?"
        )
    if not expected.open:
        return "ok", M_("The link is held back, so buyers are led to the home page, without the discount.")
    if read_discount_address(_local(onward)) is None and expected.code is not None:
        return "problem", M_("Earmark leads on, but not through the discount.")
    return "ok", M_("Earmark answers and leads on.")


def _judged_discount(answer: Answer, onward: str | None) -> tuple[Verdict, Message]:
    if onward is None:
        return "problem", M_("The shop does not lead on from the discount's address.")
    return "ok", M_("The shop takes the code and leads on.")


def _judged_landing(answer: Answer, link: ShownLink, expected: Served) -> tuple[Verdict, Message]:
    if answer.leads_to is not None:
        if expected.open and _key_in(answer.leads_to) != link.link.key:
            return "problem", M_("The landing page leads elsewhere, and what the link says gets lost.")
        return "ok", M_("The shop leads on from here by itself.")
    if answer.status == 404:
        return "problem", M_("The landing page is not in the shop. Choose another in the campaign.")
    if not expected.open:
        return "ok", M_("The home page answers.")
    if _key_in(answer.address) != link.link.key:
        return "problem", M_("The page answers, but the address no longer says whose link it was.")
    if expected.kind == "picks" and not says_noindex(answer.robots, answer.text):
        return "problem", M_("The page answers, but search engines may list it: noindex is missing.")
    if expected.kind == "picks":
        return "ok", M_("The creator's page answers, and search engines are told not to list it.")
    return "ok", M_("The landing page answers, and the address says whose link it was.")


def _code_found(expected: Served, client: Admin) -> Iterator[Hop]:
    if expected.code is None:
        if expected.open:
            yield Hop("code", "", None, None, "ok", M_("The link applies no discount at this moment."))
        return
    try:
        standing = find_codes(client, [expected.code]).get(expected.code)
    except ShopifyError as error:
        told = M_("Shopify could not be asked about the code: %(reason)s", reason=str(error))
        yield Hop("code", expected.code, None, None, "problem", told)
        return
    if standing is None:
        told = M_("Shopify knows no such code. Open the code to create it again.")
    elif standing.status == "SCHEDULED":
        told = M_("The code has not begun in Shopify yet.")
    elif standing.status != "ACTIVE":
        told = M_("The code does not run in Shopify. Open the code to see why.")
    else:
        yield Hop("code", expected.code, None, None, "ok", M_("The code runs in Shopify."))
        return
    yield Hop("code", expected.code, None, None, "problem", told)


def _led_on(answer: Answer) -> str | None:
    onward = leads_on(answer.text) if answer.status == 200 else None
    return urljoin(answer.address, onward) if onward else None


def _key_in(address: str) -> str | None:
    return read_link_key(read_tags(address).get(PARAMETER))


def _local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _short(address: str) -> str:
    return address if len(address) <= 400 else address[:399] + "…"
