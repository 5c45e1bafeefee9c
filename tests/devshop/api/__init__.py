"""The Admin GraphQL API of the stand-in: POST /admin/api/<version>/graphql.json on `<shop>.myshopify.com`."""

from tests.devshop.api.door import blueprint

__all__ = ["blueprint"]
