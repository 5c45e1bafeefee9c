"""Every address shoppers reach, registered on the blueprint by importing its module."""

from storefront import collect, go, greet, nowhere, picks, qr, survey
from storefront.blueprint import blueprint

__all__ = ["blueprint", "collect", "go", "greet", "nowhere", "picks", "qr", "survey"]
