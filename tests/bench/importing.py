"""Importing creators."""

from __future__ import annotations

from sqlalchemy import delete, insert

from plugin.services.creator_import.review_upload import keep_upload
from plugin.services.creator_import.run_import import run_import, start_import
from plugin.store.creators import Creator
from tests.bench.place import Place, seconds


def sheet(count: int) -> bytes:
    """A CSV of `count` creators, each with two handles, aliases, tags and a note."""
    lines = ["name,instagram,youtube,aliases,tags,note"]
    lines += [
        f'Creator {n},creator.{n},creator{n}tv,"c{n}, the {n}th","home, style","Note, number {n}"'
        for n in range(count)
    ]
    return "\n".join(lines).encode()


def measure(here: Place, count: int) -> dict[str, float]:
    """Seconds for the whole import in one worker, and over bare inserts of as many rows."""

    def whole_import() -> None:
        with here.database.shop(here.ana) as session:
            upload = keep_upload(session, "creators.csv", sheet(count), here.now)
            run = start_import(session, upload, here.now)
        with here.database.shop(here.ana) as session:
            run_import(session, upload, run, here.now, lambda _done: None)

    def bare_inserts() -> None:
        row = {"shop_id": here.ben, "search_text": "", "created_at": here.now, "updated_at": here.now}
        with here.database.shop(here.ben) as session:
            session.execute(
                insert(Creator),
                [{**row, "name": f"Creator {n}", "sort_text": f"creator {n}"} for n in range(count)],
            )

    imported, inserted = seconds(whole_import), seconds(bare_inserts)
    with here.database.shop(here.ben) as session:
        session.execute(delete(Creator))
    return {f"import_{count}_s": round(imported, 2), "import_vs_insert": round(imported / inserted, 1)}
