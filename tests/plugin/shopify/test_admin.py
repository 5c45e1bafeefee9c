"""The Admin client: budget, lost answers, partial data, refusals. A fake Shopify answers as told."""

import httpx
import pytest

from plugin.errors import ShopifyError, ThrottledError, TokenLostError
from plugin.settings import API_VERSION
from plugin.shopify.admin import AdminClient
from plugin.shopify.answers import GraphqlProblem
from plugin.shopify.budget import Budgets
from tests import cast

READ = "query Shop { shop { name } }"
WRITE = "mutation Pause { discountCodeDeactivate(id: 1) { userErrors { field } } }"
WRITE_AFTER_FRAGMENT = "fragment Error on UserError { field }\n" + WRITE


def cost(requested: float, available: float, *, rate: float = 100, maximum: float = 2000) -> dict:
    """`extensions` with the state of the bucket."""
    status = {"maximumAvailable": maximum, "currentlyAvailable": available, "restoreRate": rate}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": requested, "throttleStatus": status}}


def ok(**extensions) -> httpx.Response:
    return httpx.Response(200, json={"data": {"shop": {"name": "Ana"}}, "extensions": extensions})


def refused(code: str, message: str = "No.", data: object = None, **extensions) -> httpx.Response:
    errors = [{"message": message, "path": ["shop", "name"], "extensions": {"code": code}}]
    return httpx.Response(200, json={"data": data, "errors": errors, "extensions": extensions})


class Scripted:
    """A client whose Shopify gives the answers of `script` in turn; its clock moves by sleeping only."""

    def __init__(
        self, *script, tokens=("first", "second"), budgets=None, shop=cast.ANA.domain, longest_wait=60.0
    ):
        self.script = list(script)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.time = 0.0
        self.tokens = tokens
        self.client = AdminClient(
            shop,
            lambda refused: self.tokens[0] if refused is None else self.tokens[1],
            httpx.Client(transport=httpx.MockTransport(self.answer)),
            budgets=budgets or Budgets(),
            sleep=self.sleep,
            clock=lambda: self.time,
            longest_wait=longest_wait,
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.script.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def test_an_operation_goes_to_the_shops_own_address_with_its_token():
    fake = Scripted(ok())
    assert fake.client.run(READ, {"a": 1}) == {"shop": {"name": "Ana"}}
    [request] = fake.requests
    assert str(request.url) == f"https://{cast.ANA.domain}/admin/api/{API_VERSION}/graphql.json"
    assert request.headers["X-Shopify-Access-Token"] == "first"


def test_another_version_than_asked_for_is_noted():
    from structlog.testing import capture_logs

    fake = Scripted(ok())
    fake.script[0].headers["X-Shopify-API-Version"] = "2027-10"
    with capture_logs() as noted:
        fake.client.run(READ)
    assert [(row["asked"], row["answered"]) for row in noted] == [(API_VERSION, "2027-10")]


def test_throttled_waits_until_the_bucket_holds_enough():
    fake = Scripted(refused("THROTTLED", **cost(500, 100, rate=50)), ok())
    fake.client.run(READ)
    assert fake.slept == [pytest.approx(8.0)]


def test_a_mutation_is_repeated_after_throttling_because_it_did_not_run():
    fake = Scripted(refused("THROTTLED", **cost(10, 0)), ok())
    fake.client.run(WRITE)
    assert len(fake.requests) == 2


def test_throttled_without_a_bucket_waits_a_second():
    fake = Scripted(refused("THROTTLED"), ok())
    fake.client.run(READ)
    assert fake.slept == [1.0]


def test_the_budget_is_waited_for_before_asking_once_it_is_known():
    fake = Scripted(ok(**cost(400, 100)), ok(**cost(400, 100)))
    fake.client.run(READ)
    assert fake.slept == []
    fake.client.run(READ)
    assert fake.slept == [pytest.approx(3.0)]


def test_a_shops_budget_is_its_own_and_shared_by_its_clients():
    budgets = Budgets()
    ana, other = Scripted(ok(**cost(400, 0)), budgets=budgets), Scripted(ok(), budgets=budgets)
    ben = Scripted(ok(), budgets=budgets, shop=cast.BEN.domain)
    for fake in (ana, other, ben):
        fake.client.run(READ)
    assert (ana.slept, other.slept, ben.slept) == ([], [pytest.approx(4.0)], [])


def test_a_wait_that_is_too_long_is_left_to_the_caller():
    fake = Scripted(refused("THROTTLED", **cost(1000, 0, rate=1)))
    with pytest.raises(ThrottledError) as caught:
        fake.client.run(READ)
    assert caught.value.wait_seconds == pytest.approx(1000)
    assert fake.slept == []


def test_waits_add_up():
    fake = Scripted(*[refused("THROTTLED", **cost(100, 0, rate=5))] * 9)
    with pytest.raises(ThrottledError):
        fake.client.run(READ)
    assert sum(fake.slept) <= 60


@pytest.mark.parametrize(("header", "slept"), [("4.0", 4.0), ("soon", 2.0), (None, 2.0)])
def test_too_many_requests_waits_as_long_as_shopify_says(header, slept):
    fake = Scripted(httpx.Response(429, headers={"Retry-After": header} if header else {}), ok())
    fake.client.run(WRITE)
    assert fake.slept == [slept]


LOST = [
    pytest.param(httpx.ReadTimeout("late"), "lost_answer", id="timeout"),
    pytest.param(httpx.ConnectError("away"), "lost_answer", id="no_connection"),
    pytest.param(httpx.RemoteProtocolError("cut"), "lost_answer", id="connection_cut"),
    pytest.param(httpx.Response(503), "http_503", id="unwell"),
    pytest.param(httpx.Response(200, text="<html>"), "unreadable_answer", id="no_json"),
    pytest.param(httpx.Response(200, json=[1]), "unreadable_answer", id="no_object"),
    pytest.param(httpx.Response(200, json={}), "unreadable_answer", id="no_data"),
    pytest.param(refused("INTERNAL_SERVER_ERROR"), "INTERNAL_SERVER_ERROR", id="internal_error"),
]


@pytest.mark.parametrize(("trouble", "code"), LOST)
@pytest.mark.parametrize("document", [WRITE, WRITE_AFTER_FRAGMENT], ids=["mutation", "after_fragment"])
def test_a_mutation_whose_answer_is_lost_is_left_to_the_caller(trouble, code, document):
    fake = Scripted(trouble, ok())
    with pytest.raises(ShopifyError) as caught:
        fake.client.run(document)
    assert (caught.value.retryable, caught.value.code, len(fake.requests)) == (True, code, 1)


@pytest.mark.parametrize(("trouble", "code"), LOST)
def test_a_query_whose_answer_is_lost_is_asked_again(trouble, code):
    fake = Scripted(trouble, trouble, ok())
    assert fake.client.run(READ) == {"shop": {"name": "Ana"}}
    assert fake.slept == [1.0, 2.0]
    fake = Scripted(trouble, trouble, trouble)
    with pytest.raises(ShopifyError) as caught:
        fake.client.run(READ)
    assert (caught.value.retryable, caught.value.code) == (True, code)


def test_partial_data_is_kept_with_what_shopify_says_about_it():
    fake = Scripted(refused("ACCESS_DENIED", "Not approved.", {"shop": {"name": None}}), ok())
    assert fake.client.run(READ) == {"shop": {"name": None}}
    assert fake.client.errors == (GraphqlProblem("ACCESS_DENIED", "Not approved.", "shop.name"),)
    fake.client.run(READ)
    assert fake.client.errors == ()


def test_access_denied_names_what_is_needed():
    errors = [
        {
            "message": "Denied.",
            "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "`read_orders` access scope."},
        }
    ]
    fake = Scripted(httpx.Response(200, json={"data": {"orders": None}, "errors": errors}))
    with pytest.raises(ShopifyError, match="read_orders") as caught:
        fake.client.run(READ)
    assert (caught.value.code, caught.value.retryable) == ("ACCESS_DENIED", False)


@pytest.mark.parametrize(
    "errors",
    [
        pytest.param("Not Found", id="bare_text"),
        pytest.param([{"message": "Field 'x' doesn't exist"}], id="no_extensions"),
        pytest.param([{"extensions": None}, 7], id="odd_rows"),
    ],
)
def test_errors_of_any_shape_are_a_refusal(errors):
    fake = Scripted(httpx.Response(200, json={"errors": errors}))
    with pytest.raises(ShopifyError) as caught:
        fake.client.run(WRITE)
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("status", "code"),
    [(402, "payment_required"), (403, "forbidden"), (404, "not_found"), (423, "locked"), (301, "http_301")],
)
def test_refusals_have_names(status, code):
    fake = Scripted(httpx.Response(status, headers={"Location": "https://evil.example"}))
    with pytest.raises(ShopifyError) as caught:
        fake.client.run(READ)
    assert (caught.value.code, caught.value.retryable) == (code, False)


def test_a_refused_token_is_replaced_once():
    fake = Scripted(httpx.Response(401), ok())
    fake.client.run(WRITE)
    assert [row.headers["X-Shopify-Access-Token"] for row in fake.requests] == ["first", "second"]


def test_a_token_refused_twice_is_lost():
    fake = Scripted(httpx.Response(401), httpx.Response(401))
    with pytest.raises(TokenLostError):
        fake.client.run(READ)
