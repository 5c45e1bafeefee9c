"""Every address shoppers reach, registered on the blueprint by importing its module."""

from storefront import collect as collect
from storefront.blueprint import blueprint

__all__ = ["blueprint"]
