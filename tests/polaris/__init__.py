"""Holds templates against Shopify's own lists of admin components: tags, attributes, values and slots."""

from tests.polaris.manifest import Component, app_bridge_components, known_components, polaris_components
from tests.polaris.templates import Problem, find_problems

__all__ = [
    "Component",
    "Problem",
    "app_bridge_components",
    "find_problems",
    "known_components",
    "polaris_components",
]
