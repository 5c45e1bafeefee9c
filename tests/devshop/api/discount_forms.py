"""The documents and inputs that the tests of discounts share."""

from __future__ import annotations

from typing import Any

CREATE = """mutation Create($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode {
      id
      codeDiscount {
        ... on DiscountCodeBasic { title status summary startsAt endsAt updatedAt codes(first: 5) {
          nodes { id code } } }
      }
    }
    userErrors { field code message extraInfo }
  }
}"""

UPDATE = """mutation Update($id: ID!, $input: DiscountCodeBasicInput!) {
  discountCodeBasicUpdate(id: $id, basicCodeDiscount: $input) {
    codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { title summary updatedAt } } }
    userErrors { field code message }
  }
}"""

STATE = """query State($id: ID!) {
  codeDiscountNode(id: $id) {
    codeDiscount { ... on DiscountCodeBasic { status startsAt endsAt updatedAt codes(first: 10) { nodes
      { id code } } } }
  }
}"""


def basic(code: str = "CLEO10", **changes: Any) -> dict[str, Any]:
    """Ten per cent off everything with `code`, from long ago; a change of None leaves a field out."""
    given = {
        "title": f"Cleo {code}"[:200],
        "code": code,
        "startsAt": "2026-01-01T00:00:00Z",
        "context": {"all": "ALL"},
        "customerGets": {"value": {"percentage": 0.1}, "items": {"all": True}},
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def create(admin: Any, code: str = "CLEO10", **changes: Any) -> str:
    """Create a discount that nothing speaks against; its id."""
    answer = admin.data(CREATE, {"input": basic(code, **changes)})["discountCodeBasicCreate"]
    assert answer["userErrors"] == []
    identifier: str = answer["codeDiscountNode"]["id"]
    return identifier


def refusals(admin: Any, given: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    """What is refused in `given`: the field under the input, the code, the sentence."""
    answer = admin.data(CREATE, {"input": given})["discountCodeBasicCreate"]
    assert (answer["codeDiscountNode"] is None) == bool(answer["userErrors"])
    return [(".".join(row["field"][1:]), row["code"], row["message"]) for row in answer["userErrors"]]
