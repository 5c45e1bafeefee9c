"""What every test may ask for: a migrated PostgreSQL, two shops, settings, and a clock that stands still."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from plugin.services.group_thread import all_idle
from plugin.settings import Settings
from plugin.shopify.manifest import manifest
from plugin.store.database import Database
from plugin.store.embedded import driver_url, start_embedded
from plugin.store.rollups.comparing import RollupDifference, rollup_differences
from plugin.store.shops import Shop
from tests import cast
from tests.browser import own_event_loop
from tests.emptying import Emptying
from tests.sharding import refuse_cross_shop_joins
from tests.workers import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["own_event_loop", "pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

event.listen(Session, "do_orm_execute", refuse_cross_shop_joins)

ROOT = Path(__file__).parent.parent
SHARED_FIXTURES = ROOT.parent / "shared" / "fixtures"
"""Real bodies from public projects, kept outside the repo; tests that read them say so where the folder is
missing.
"""
LATER_DAYS = (
    "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid "
    "where i.inhparent = 'deliveries'::regclass and c.relname ~ '\\d$' order by c.relname offset 3"
)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty, migrated database in an embedded PostgreSQL of this test process."""
    folder = Path(tempfile.mkdtemp(prefix="earmark-pg-"))
    url = start_embedded(folder / "postgres", "tests")
    engine = create_engine(driver_url(url))
    with engine.begin() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # Every table is emptied after each test: of the inbox's days, the next three are enough.
        for (name,) in connection.execute(text(LATER_DAYS)).all():
            connection.execute(text(f"drop table {name}"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # `tests.emptying` does it, when nothing else is going on.
        connection.execute(text("alter system set autovacuum = off"))
        connection.execute(text("select pg_reload_conf()"))
    engine.dispose()
    yield url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _engine(postgres: str):
    engine = create_engine(driver_url(postgres), pool_size=10)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _empty(_engine) -> Emptying:
    return Emptying(_engine)


@pytest.fixture
def database(_engine, _empty: Emptying) -> Iterator[Database]:
    """The database, emptied after the test. Real commits, so that several connections can take part."""
    yield Database(_engine)
    # A visit that nobody waited for may still be on its way into the inbox, and would bring its shop with it.
    deadline = time.monotonic() + 5
    while not all_idle() and time.monotonic() < deadline:
        time.sleep(0.01)
    differing = _sums_that_differ(Database(_engine))
    _empty()
    assert not differing, "the sums by day disagree with the books that this test left"


def _sums_that_differ(database: Database) -> list[RollupDifference]:
    """Whatever a test did: where the sums by day disagree with the orders and entries it leaves."""
    with database.everywhere() as session:
        shops = session.execute(text("select distinct shop_id from orders")).scalars().all()
    found: list[RollupDifference] = []
    for shop_id in shops:
        with database.shop(shop_id) as session:
            found += rollup_differences(session)
    return found


@pytest.fixture
def now() -> datetime:
    """The moment at which the test plays."""
    return cast.NOW


@pytest.fixture
def settings(postgres: str, tmp_path: Path) -> Settings:
    """Settings of a test app."""
    return Settings(
        environment="test",
        client_id=cast.CLIENT_ID,
        client_secret=cast.CLIENT_SECRET,
        app_url="https://earmark.test",
        encryption_keys=(Fernet.generate_key().decode(),),
        database_url=postgres,
        data_dir=tmp_path,
    )


def add_shop(database: Database, person: cast.ShopPerson, at: datetime) -> int:
    """Add one shop of the cast as installed and opened at `at`; return its id."""
    with database.everywhere() as session:
        shop = Shop(
            domain=person.domain,
            shopify_id=person.shopify_id,
            name=person.name,
            currency=person.currency,
            timezone=person.timezone,
            locale=person.locale,
            country=person.country,
            scopes=list(manifest().scopes),
            created_at=at,
            installed_at=at,
        )
        session.add(shop)
        session.flush()
        return shop.id


@pytest.fixture
def ana(database: Database, now: datetime) -> int:
    """Ana's shop id."""
    return add_shop(database, cast.ANA, now)


@pytest.fixture
def ben(database: Database, now: datetime) -> int:
    """Ben's shop id: the second shop of every test that reads data."""
    return add_shop(database, cast.BEN, now)
