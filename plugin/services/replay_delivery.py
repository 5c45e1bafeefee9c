"""Try a parked delivery again, once what stood in its way is gone."""

from __future__ import annotations

from plugin.errors import ConflictError, NotFoundError
from plugin.store.bell import ring
from plugin.store.database import ShopSession
from plugin.store.deliveries import delivery_by_id, replay


def replay_delivery(session: ShopSession, delivery_id: int) -> None:
    """Put a parked delivery of the session's shop back in line; the drain handles it as soon as this commits.

    Raises `NotFoundError` for a delivery of no such number and `ConflictError` for one that is not parked, or
    whose body is gone.
    """
    if replay(session, delivery_id):
        ring(session)
        return
    delivery = delivery_by_id(session, delivery_id)
    if delivery is None:
        raise NotFoundError(f"There is no delivery {delivery_id}.")
    if delivery.state == "parked":
        raise ConflictError(
            f"The body of delivery {delivery_id} is gone: it could not be read, or was deleted after 30 "
            "days. Checking your orders again brings in what it said."
        )
    raise ConflictError(f"Delivery {delivery_id} is {delivery.state}, and only parked ones can be replayed.")
