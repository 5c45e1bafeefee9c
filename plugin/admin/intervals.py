"""Charts of numbers with their margin: a dot with whiskers per row, drawn as SVG, and the rows as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.admin.wording import gettext, language
from plugin.stats.survey import Estimate, Share


@dataclass(frozen=True)
class Whisker:
    """One row: places in percent of the chart's width, and the numbers in words. `href` leads to what the row
    is about, None where there is no such page.
    """

    label: str
    href: str | None
    low: float
    point: float
    high: float
    shown: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class IntervalChart:
    """A chart for the macro `draw_intervals`. `columns` head the table behind it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Whisker, ...]


def share_chart(
    caption: str, head: str, rows: Sequence[tuple[str, str | None, Share]]
) -> IntervalChart | None:
    """Shares of answers with their intervals; None where there are too few answers for any percentage."""
    shown = [
        (label, href, share) for label, href, share in rows if share.interval and share.share is not None
    ]
    top = max((share.interval.high for _, _, share in shown if share.interval), default=0.0)
    if not top:
        return None
    percent = language().percent
    return IntervalChart(
        caption,
        (head, gettext("Answers"), gettext("Share"), gettext("Lower end"), gettext("Upper end")),
        tuple(
            Whisker(
                label,
                href,
                low=100 * share.interval.low / top,
                point=100 * share.share / top,
                high=100 * share.interval.high / top,
                shown=percent(share.share),
                cells=(
                    language().number(share.count),
                    percent(share.share),
                    percent(share.interval.low),
                    percent(share.interval.high),
                ),
            )
            for label, href, share in shown
            if share.interval and share.share is not None
        ),
    )


def orders_chart(
    caption: str, head: str, rows: Sequence[tuple[str, str | None, Estimate]]
) -> IntervalChart | None:
    """Estimates of orders with their intervals; None where there is nothing to draw."""
    top = max((estimate.high for _, _, estimate in rows), default=0.0)
    if not top:
        return None
    number = language().number
    return IntervalChart(
        caption,
        (head, gettext("Influenced orders"), gettext("Lower end"), gettext("Upper end")),
        tuple(
            Whisker(
                label,
                href,
                low=100 * estimate.low / top,
                point=100 * estimate.point / top,
                high=100 * estimate.high / top,
                shown=number(estimate.point),
                cells=(number(estimate.point), number(estimate.low), number(estimate.high)),
            )
            for label, href, estimate in rows
        ),
    )
