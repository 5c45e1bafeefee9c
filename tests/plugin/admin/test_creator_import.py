"""The import as Ana walks through it: upload, columns, preview, progress, result."""

import io
import json
import re

import pytest

from plugin.services.creator_import.read_table import MOST_BYTES
from plugin.services.creator_import.run_import import note_progress, run_import
from tests.cast import ANA, BEN

FILE = "Namn;Insta;Taggar;Skonummer\nÅsa Ångström;@asa;VIP;38\nB <b>;not a handle;;\n;x;;\n".encode("cp1252")


def upload(browser, content=FILE, name="lista.csv"):
    return browser.post("/creators/import", {"file": (io.BytesIO(content), name)})


def place(answer):
    assert answer.status_code == 200, answer.text[:500]
    return json.loads(answer.headers["HX-Location"])["path"]


def carry_out(database, shop_id, run_path, upload_path, now):
    run_id, upload_id = (int(path.rsplit("/", 1)[1]) for path in (run_path, upload_path))
    with database.shop(shop_id) as session:
        run_import(session, upload_id, run_id, now, lambda done: None)
    return run_id


def test_the_whole_way(browse, database, ana, ben, now):
    browser = browse(ANA)
    assert "Upload a CSV file" in browser.get("/creators/import").text
    review_path = place(upload(browser))
    review = browser.get(review_path).text
    for said in ("lista.csv", "windows-1252", "Skonummer", "38", "Import one creator", "up to 30 letters"):
        assert said in review
    assert "B <b>" not in review
    chosen = re.findall(r'<s-option value="([^"]*)" selected>', review)
    assert chosen == ["name", "instagram", "tags", "windows-1252"]
    told = browser.get(f"{review_path}/problems.csv").get_data(as_text=True)
    assert told.startswith("\ufeffLine,Column,What it says,What to do")

    run_path = place(browser.post(f"{review_path}/start"))
    assert place(browser.get(review_path)) == run_path
    assert "Waiting for its turn" in browser.get(run_path).text
    run_id = int(run_path.rsplit("/", 1)[1])
    with database.shop(ana) as session:
        note_progress(session, run_id, 1, now)
    progress = browser.get(run_path).text
    assert '<s-progress value="1" max="3"' in progress
    assert 'hx-trigger="load delay:1s"' in progress

    carry_out(database, ana, run_path, review_path, now)
    result = browser.get(run_path).text
    assert "Imported: lista.csv" in result
    assert "hx-trigger" not in result
    assert "A new creator needs a name" in result
    told = browser.get(f"{run_path}/problems.csv").get_data(as_text=True)
    assert '3,Insta,not a handle,"An Instagram handle' in told
    assert "Åsa Ångström" in browser.get("/creators").text
    assert browser.get(review_path).status_code == 404


def test_the_columns_can_be_changed(browse, ana, ben):
    browser = browse(ANA)
    path = place(upload(browser, b"who,where\nBea Breeze,beab\n"))
    assert "Choose which column holds the name" in browser.get(path).text
    assert browser.post(f"{path}/start").status_code == 400
    again = place(browser.post(path, {"column-0": "name", "column-1": "tiktok", "encoding": "utf-8"}))
    assert again == path
    review = browser.get(path).text
    assert "Import one creator" in review
    assert "TikTok beab" in review
    assert browser.post(path, {"column-0": "name", "column-1": "name"}).status_code == 200
    assert browser.post(path, {"column-0": "name", "encoding": "klingon"}).status_code == 400


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        pytest.param(b"", 422, "is empty", id="empty"),
        pytest.param(b"PK\x03\x04", 422, "Excel workbook", id="workbook"),
        pytest.param(b"x" * (MOST_BYTES + 1), 422, "larger than 5 MB", id="a_little_too_large"),
        pytest.param(b"x" * (MOST_BYTES + 200_000), 413, "larger than 5 MB", id="not_even_read"),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(browse, ana, content, status, says):
    answer = upload(browse(ANA), content)
    assert answer.status_code == status
    assert says in answer.text


def test_no_file_at_all(browse, ana, ben):
    answer = browse(ANA).post("/creators/import")
    assert (answer.status_code, "Choose a CSV file first" in answer.text) == (422, True)


def test_another_shop_sees_nothing_of_it(browse, database, ana, ben, now):
    path = place(upload(browse(ANA)))
    other = browse(BEN)
    assert other.get(path).status_code == 404
    assert other.post(path, {"column-0": "name"}).status_code == 404
    assert other.post(f"{path}/start").status_code == 404
    run_path = place(browse(ANA).post(f"{path}/start"))
    assert other.get(run_path).status_code == 404
    assert other.get(f"{run_path}/problems.csv").status_code == 404
