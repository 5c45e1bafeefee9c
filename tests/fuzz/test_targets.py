"""The short form of `make fuzz`."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.mutations import bodies, header_lines
from tests.fuzz.targets import TARGETS, corpus


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "headers"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=bodies)
def test_a_body_is_read_or_refused_by_name(name, body):
    TARGETS[name](body)


@settings(max_examples=150, deadline=None)
@given(said=header_lines)
def test_headers_are_read_or_refused_by_name(said):
    TARGETS["headers"](said)


@pytest.mark.parametrize("name", TARGETS)
def test_every_body_of_the_corpus_passes(name):
    for body in corpus():
        TARGETS[name](body)


def test_the_corpus_holds_bodies_that_are_read():
    assert sum(isinstance(json.loads(body), dict) for body in corpus()[:-1]) >= 15
