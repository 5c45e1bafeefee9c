"""What is kept for a while only is gone after it, in every shop."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from plugin.services.clear_away import clear_away
from plugin.services.creator_import.review_upload import keep_upload
from plugin.store.creator_uploads import CreatorUpload


def test_a_file_nobody_confirmed_goes_although_no_other_comes(database, ana, ben, now):
    """A list of creators names people; the next upload, which clears older ones away, may never come."""
    for shop_id, at in ((ana, now - timedelta(hours=25)), (ben, now - timedelta(hours=25)), (ben, now)):
        with database.shop(shop_id) as session:
            keep_upload(session, f"{at:%H}.csv", b"name\nCleo Cloud\n", at)
    with database.shop(ben) as session:
        assert len(session.scalars(select(CreatorUpload.id)).all()) == 1, "the second cleared the first away"
    clear_away(database, now)
    with database.everywhere() as session:
        assert session.scalars(select(CreatorUpload.shop_id)).all() == [ben]
