"""Secrets at rest."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import SettingsError
from plugin.store.vault import Vault

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@given(st.text())
def test_what_is_sealed_can_be_unsealed_and_is_not_seen(text):
    sealed = Vault([NEW]).seal(text)
    assert Vault([NEW]).unseal(sealed) == text
    assert len(text) < 4 or text not in sealed


def test_the_first_key_seals_and_every_key_unseals():
    sealed = Vault([OLD]).seal("secret")
    assert Vault([NEW, OLD]).unseal(sealed) == "secret"
    assert Vault([NEW]).unseal(Vault([NEW, OLD]).seal("secret")) == "secret"


def test_resealing_moves_to_the_newest_key_and_then_rests():
    sealed = Vault([OLD]).seal("secret")
    moved = Vault([NEW, OLD]).reseal(sealed)
    assert Vault([NEW]).unseal(moved) == "secret"
    assert Vault([NEW, OLD]).reseal(moved) == moved


def test_a_missing_key_is_named():
    with pytest.raises(SettingsError, match="EARMARK_ENCRYPTION_KEYS"):
        Vault([OTHER]).unseal(Vault([OLD]).seal("secret"))
