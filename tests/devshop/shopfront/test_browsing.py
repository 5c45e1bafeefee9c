"""Pages, pictures, pages of the merchant, and redirects that count only where there is nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.devshop.content import Metafield, Page, UrlRedirect
from tests.devshop.shopfront.conftest import Visit
from tests.devshop.world import Shop, World


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("/", "Stoneware Mug", id="home"),
        pytest.param("/collections", "Living", id="collections"),
        pytest.param("/collections/living", "Wool Throw", id="collection"),
        pytest.param("/collections/all", "Gift Card", id="everything"),
        pytest.param("/products/wool-throw", "Woven in Biella", id="product"),
        pytest.param(
            "/collections/living/products/wool-throw", "Woven in Biella", id="product in a collection"
        ),
        pytest.param("/cart", "Nothing in here yet", id="empty cart"),
        pytest.param("/cdn/products/carafe.svg", "<path", id="picture"),
    ],
)
def test_a_shop_can_be_looked_around(buyer: FlaskClient, path: str, said: str) -> None:
    answer = buyer.get(path)
    assert answer.status_code == 200
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/products/rain-cape", "/collections/ride", "/cdn/products/rain-cape.svg", "/nowhere"]
)
def test_what_another_shop_sells_is_not_here(buyer: FlaskClient, path: str) -> None:
    assert buyer.get(path).status_code == 404


def test_money_is_written_as_the_shop_s_buyers_read_it(visit: Visit, ana: Shop, ben: Shop) -> None:
    assert "€24.00" in visit(ana).get("/products/stoneware-mug").get_data(as_text=True)
    assert "$89.00" in visit(ben).get("/products/city-helmet").get_data(as_text=True)


def test_a_page_is_shown_once_published_and_hidden_from_search_where_asked(
    buyer: FlaskClient, world: World, ana: Shop
) -> None:
    now = world.now()
    page = Page(1, "Åsa", "asa", "<p>{{ shop.name }}</p>", now, now, published_at=now + timedelta(hours=1))
    ana.pages[1] = page
    assert buyer.get("/pages/asa").status_code == 404
    page.published_at = now
    html = buyer.get("/pages/asa").get_data(as_text=True)
    assert "<p>{{ shop.name }}</p>" in html
    assert "noindex" not in html
    page.metafields.append(Metafield(2, "seo", "hidden", "number_integer", "1"))
    assert '<meta name="robots" content="noindex, nofollow">' in buyer.get("/pages/asa").get_data(
        as_text=True
    )


def test_a_redirect_counts_only_where_the_shop_has_no_page(
    buyer: FlaskClient, visit: Visit, ana: Shop, ben: Shop
) -> None:
    ana.redirects = {1: UrlRedirect(1, "/asa", "/apps/earmark/asa"), 2: UrlRedirect(2, "/cart", "/elsewhere")}
    answer = buyer.get("/Asa/?utm_source=x")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/apps/earmark/asa")
    assert buyer.get("/cart").status_code == 200
    assert visit(ben).get("/asa").status_code == 404
