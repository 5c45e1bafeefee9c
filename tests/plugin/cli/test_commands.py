"""The commands, as a person types them."""

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from plugin.cli.__main__ import COMMANDS, main
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.shops import set_scopes
from tests import cast
from tests.plugin.admin.conftest import give_token


@pytest.fixture
def environment(settings, monkeypatch):
    """The test's settings as environment variables."""
    for name, value in {
        "EARMARK_ENV": "test",
        "DATABASE_URL": settings.database_url,
        "EARMARK_APP_URL": settings.app_url,
        "EARMARK_ENCRYPTION_KEYS": ",".join(settings.encryption_keys),
        "SHOPIFY_API_KEY": settings.client_id,
        "SHOPIFY_API_SECRET": settings.client_secret,
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def parked(database, ana, ben) -> dict[str, int]:
    """A parked delivery of each shop; their numbers by domain."""
    with database.everywhere() as session:
        for shop_id in (ana, ben):
            keep_delivery(
                session, shop_id=shop_id, webhook_id="w", event_id=None, topic="orders/create",
                api_version=None, triggered_at=None, body=b"{}"
            )  # fmt: skip
        session.execute(update(Delivery).values(state="parked"))
        rows = {row.shop_id: row.id for row in session.query(Delivery)}
    return {cast.ANA.domain: rows[ana], cast.BEN.domain: rows[ben]}


def states(database) -> dict[int, str]:
    with database.everywhere() as session:
        return {row.id: row.state for row in session.query(Delivery)}


def test_key_prints_a_key_and_nothing_else(capsys):
    assert main(["key"]) == 0
    Fernet(capsys.readouterr().out.strip())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert len(capsys.readouterr().out) > 60


def test_a_wrong_setting_is_a_sentence(environment, capsys):
    environment.setenv("EARMARK_ENCRYPTION_KEYS", "short")
    assert main(["doctor"]) == 1
    assert "EARMARK_ENCRYPTION_KEYS" in capsys.readouterr().err


def test_one_parked_delivery_is_replayed(environment, database, parked, capsys):
    assert main(["replay", "anas-atelier", "--delivery", str(parked[cast.ANA.domain])]) == 0
    assert states(database) == {parked[cast.ANA.domain]: "waiting", parked[cast.BEN.domain]: "parked"}


def test_all_of_a_shop_are_replayed(environment, database, parked, capsys):
    assert main(["replay", cast.BEN.domain, "--parked"]) == 0
    assert states(database) == {parked[cast.ANA.domain]: "parked", parked[cast.BEN.domain]: "waiting"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param([cast.MALLORY.domain, "--parked"], "not known here", id="unknown_shop"),
        pytest.param(["evil.example", "--parked"], "myshopify.com", id="no_shop"),
    ],
)
def test_a_replay_that_makes_no_sense_says_why(environment, parked, capsys, given, said):
    assert main(["replay", *given]) == 1
    assert said in capsys.readouterr().err


def test_another_shops_delivery_is_not_found(environment, database, parked, capsys):
    assert main(["replay", cast.ANA.domain, "--delivery", str(parked[cast.BEN.domain])]) == 1
    assert "There is no delivery" in capsys.readouterr().err
    assert set(states(database).values()) == {"parked"}


def test_rotation_and_refresh_find_nothing_to_do(environment, database, ana, capsys):
    assert main(["rotate-keys"]) == 0
    assert main(["refresh-tokens", "--all"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("Encrypted anew: 0")


class TestDoctor:
    def test_all_is_well(self, environment, database, capsys, monkeypatch):
        from plugin.cli import doctor

        monkeypatch.setattr(doctor, "ASSETS", doctor.ROOT / "pyproject.toml")
        assert main(["doctor"]) == 0
        assert "WRONG" not in capsys.readouterr().out

    def test_what_the_standing_checks_find_is_named_with_its_shop(
        self, environment, database, settings, ana, ben, capsys, monkeypatch
    ):
        from plugin.cli import doctor

        monkeypatch.setattr(doctor, "ASSETS", doctor.ROOT / "pyproject.toml")
        for person in (cast.ANA, cast.BEN):
            give_token(database, settings, person, datetime.now(UTC))
        assert main(["doctor"]) == 0
        assert "2 checked" in capsys.readouterr().out
        with database.shop(ana) as session:
            set_scopes(session, ana, ["read_orders"])
        assert main(["doctor"]) == 1
        out = capsys.readouterr().out
        assert f"shop {ana}: Shopify has not granted: read_discounts" in out
        assert f"shop {ben}:" not in out

    def test_days_without_a_table_are_named(self, environment, database, capsys, monkeypatch):
        from plugin.cli import doctor

        monkeypatch.setattr(doctor, "days_ahead", lambda session, today: 0)
        assert main(["doctor"]) == 1
        assert "WRONG inbox" in capsys.readouterr().out

    def test_an_old_schema_is_named(self, environment, database, capsys, _engine):
        from sqlalchemy import text

        with _engine.begin() as connection:
            head = connection.execute(text("select version_num from alembic_version")).scalar_one()
            connection.execute(text("update alembic_version set version_num = 'older'"))
        try:
            assert main(["doctor"]) == 1
        finally:
            with _engine.begin() as connection:
                connection.execute(text("update alembic_version set version_num = :head"), {"head": head})
        assert "alembic upgrade head" in capsys.readouterr().out

    def test_a_database_that_is_away_is_named(self, environment, capsys):
        environment.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")
        assert main(["doctor"]) == 1
        out = capsys.readouterr().out
        assert "WRONG database: The database cannot be reached." in out

    def test_missing_assets_are_named(self, environment, database, capsys, monkeypatch, tmp_path):
        from plugin.cli import doctor

        monkeypatch.setattr(doctor, "ASSETS", tmp_path / "missing.json")
        assert main(["doctor"]) == 1
        assert "python -m plugin.cli assets" in capsys.readouterr().out
