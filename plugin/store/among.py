"""A column among many texts, as one parameter."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Text, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[str], texts: Collection[str]) -> ColumnElement[bool]:
    """As `column.in_(texts)`, in one array: `in_` writes a statement with a parameter for each text, every
    time anew, which for the codes of a batch takes longer than PostgreSQL's answer.
    """
    return column == any_(literal(list(texts), ARRAY(Text)))
