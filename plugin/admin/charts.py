"""Charts as data: what Chart.js draws, and the same numbers as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from plugin.admin.session import visitor
from plugin.ledger.money import digits


@dataclass(frozen=True)
class Series:
    """One line or set of bars: minor units where the chart has a currency, else plain numbers."""

    label: str
    values: Sequence[int]


@dataclass(frozen=True)
class Chart:
    """A chart for the macro `draw`. `data` goes to static/charts.js; `columns` and `rows` are the table
    behind it."""

    caption: str
    data: dict[str, Any]
    columns: list[str]
    rows: list[list[str]]


def chart(
    caption: str,
    head: str,
    labels: Sequence[str | date],
    series: Sequence[Series],
    *,
    kind: str = "line",
    currency: str | None = None,
) -> Chart:
    """A `kind` (line or bar) chart of `series` over `labels`; `head` names what the labels are (“Day”).

    Days are written short at the foot of the chart and whole in the table.
    """
    scale = digits(currency) if currency else 0
    language = visitor().language

    def shown(value: int) -> str:
        return language.money(value, currency, scale) if currency else language.number(value)

    return Chart(
        caption=caption,
        data={
            "type": kind,
            "labels": [
                language.day_of_month(label) if isinstance(label, date) else label for label in labels
            ],
            "currency": currency,
            "series": [
                {
                    "label": line.label,
                    "values": [float(Decimal(value).scaleb(-scale)) for value in line.values],
                }
                for line in series
            ],
        },
        columns=[head, *(line.label for line in series)],
        rows=[
            [
                language.day(label) if isinstance(label, date) else label,
                *(shown(line.values[place]) for line in series),
            ]
            for place, label in enumerate(labels)
        ],
    )
