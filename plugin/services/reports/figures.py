"""The figures every report is made of."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.ledger.entries import WHOLE_PPM
from plugin.ledger.money import portion
from plugin.store.reports.sums import NO_CREDIT, NO_SALES, Credited, Sales


@dataclass(frozen=True, slots=True)
class Figures:
    """Sales of a span, and the part of them that is credited to creators.

    `share` and `new_share` are None where there is nothing to take a share of: no sales, no order whose buyer
    is known.
    """

    sales: Sales = NO_SALES
    credited: Credited = NO_CREDIT

    @property
    def revenue_minor(self) -> int:
        """Credited to creators."""
        return self.credited.revenue_minor

    @property
    def orders(self) -> float:
        """Orders credited, in parts of orders."""
        return self.credited.orders_ppm / WHOLE_PPM

    @property
    def discount_minor(self) -> int:
        """Discount given by creators' codes."""
        return self.credited.discount_minor

    @property
    def average_minor(self) -> int | None:
        """Credited revenue per order credited; None without one."""
        return average(self.credited)

    @property
    def new_share(self) -> float | None:
        """Of the credited orders whose buyer is known, the share that was their first."""
        return ratio(self.credited.first_ppm, self.credited.known_ppm)

    @property
    def share(self) -> float | None:
        """Credited revenue as a share of all sales."""
        return ratio(self.credited.revenue_minor, self.sales.revenue_minor)

    @property
    def all_new_share(self) -> float | None:
        """Of all orders whose buyer is known, the share that was their first."""
        return ratio(self.sales.first, self.sales.known)

    @property
    def all_average_minor(self) -> int | None:
        """Revenue per order over all sales."""
        return portion(self.sales.revenue_minor, 1, self.sales.orders) if self.sales.orders else None


def average(credited: Credited) -> int | None:
    """Credited revenue per order credited, in minor units; None without one."""
    return (
        portion(credited.revenue_minor, WHOLE_PPM, credited.orders_ppm) if credited.orders_ppm > 0 else None
    )


def ratio(part: int, whole: int) -> float | None:
    """`part` / `whole`, None where there is no whole."""
    return part / whole if whole > 0 else None
