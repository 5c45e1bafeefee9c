"""Buyers: the same one in a shop, another one in the next, nobody to a stranger."""

from hypothesis import given
from hypothesis import strategies as st

from plugin.services.buyers import buyer_hash, buyer_key
from tests import cast

ids = st.integers(1, 2**63 - 1)


@given(a=ids, b=ids)
def test_one_buyer_one_hash(a, b):
    key = b"k" * 32
    assert (buyer_hash(key, a) == buyer_hash(key, b)) == (a == b)
    assert len(buyer_hash(key, a)) == 32


def test_each_shop_has_a_key_of_its_own_and_keeps_it(database, settings, ana, ben):
    keys = []
    for shop_id in (ana, ben, ana):
        with database.shop(shop_id) as session:
            keys.append(buyer_key(session, settings))
    assert keys[0] == keys[2] != keys[1]
    assert buyer_hash(keys[0], cast.SAM.shopify_id) != buyer_hash(keys[1], cast.SAM.shopify_id)


def test_a_key_made_twice_at_once_is_one_key(database, settings, ana):
    """Two drains meet a new shop's first orders together."""
    from concurrent.futures import ThreadPoolExecutor

    def ask(_: int) -> bytes:
        with database.shop(ana) as session:
            return buyer_key(session, settings)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
