"""Reading CSV as people have it. Any text is a table or a sentence; nothing crashes."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.creator_import.decode_text import ENCODINGS, decode_text
from plugin.services.creator_import.read_table import MOST_BYTES, MOST_ROWS, read_table

ASA = "Namn;Instagram\nÅsa Ångström;asa\n"
LI = "姓名,抖音\n李娜,lina\n"


@pytest.mark.parametrize(
    ("content", "encoding", "cell"),
    [
        pytest.param(ASA.encode(), "utf-8", "Åsa Ångström", id="utf8"),
        pytest.param(codecs.BOM_UTF8 + ASA.encode(), "utf-8", "Åsa Ångström", id="utf8_with_bom"),
        pytest.param(ASA.encode("cp1252"), "windows-1252", "Åsa Ångström", id="excel_in_sweden"),
        pytest.param("nome\nNiccolò Però\n".encode("cp1252"), "windows-1252", "Niccolò Però", id="in_italy"),
        pytest.param(ASA.encode("utf-16"), "utf-16", "Åsa Ångström", id="utf16_excel_unicode_text"),
        pytest.param(ASA.encode("utf-16-le"), "utf-16", "Åsa Ångström", id="utf16_le_without_bom"),
        pytest.param(ASA.encode("utf-16-be"), "utf-16", "Åsa Ångström", id="utf16_be_without_bom"),
        pytest.param(ASA.encode("mac-roman"), "mac-roman", "Åsa Ångström", id="old_excel_on_a_mac"),
        pytest.param(LI.encode("gb18030"), "gb18030", "李娜", id="excel_in_china"),
        pytest.param("姓名\n王喆\n".encode("gb18030"), "gb18030", "王喆", id="a_rare_character"),
        pytest.param(LI.encode(), "utf-8", "李娜", id="chinese_utf8"),
    ],
)
def test_encodings(content, encoding, cell):
    table = read_table(content)
    assert (table.encoding, table.rows[0].cells[0]) == (encoding, cell)


def test_a_chosen_encoding_is_used():
    content = "name\nŁukasz\n".encode("windows-1250")
    assert read_table(content).rows[0].cells == ("£ukasz",)
    assert read_table(content, "windows-1250").rows[0].cells == ("Łukasz",)
    with pytest.raises(InputError, match="cannot be read as utf-8"):
        read_table(content, "utf-8")


@pytest.mark.parametrize(
    ("text", "delimiter", "rows"),
    [
        pytest.param("a,b\n1,2\n", ",", [(2, ("1", "2"))], id="comma"),
        pytest.param("a;b\n1,5;2\n", ";", [(2, ("1,5", "2"))], id="semicolon"),
        pytest.param("a\tb\n1\t2\n", "\t", [(2, ("1", "2"))], id="tab"),
        pytest.param("sep=;\na;b,c\n1;2\n", ";", [(3, ("1", "2"))], id="sep_line"),
        pytest.param("a\n1\n", ",", [(2, ("1",))], id="one_column"),
        pytest.param("a,b\r\n1,2\r\n", ",", [(2, ("1", "2"))], id="windows_line_ends"),
        pytest.param("a,b\r1,2\r", ",", [(2, ("1", "2"))], id="old_mac_line_ends"),
        pytest.param(
            'a,b\n"x\ny",2\n3,4\n', ",", [(2, ("x\ny", "2")), (4, ("3", "4"))], id="quoted_line_end"
        ),
        pytest.param('a,b\n"say ""hi""",2\n', ",", [(2, ('say "hi"', "2"))], id="doubled_quotes"),
        pytest.param("a,b\n\n,\n1,2\n", ",", [(4, ("1", "2"))], id="blank_rows_count_as_lines"),
        pytest.param("\n\na,b\n1,2", ",", [(4, ("1", "2"))], id="blank_lines_first"),
        pytest.param("a,b,c\n1\n", ",", [(2, ("1", "", ""))], id="short_row"),
        pytest.param("a,b\n1,2,,\n", ",", [(2, ("1", "2"))], id="empty_surplus"),
        pytest.param('a;"b,c,d"\n1;2\n', ";", [(2, ("1", "2"))], id="commas_in_a_quoted_header"),
    ],
)
def test_rows(text, delimiter, rows):
    table = read_table(text.encode())
    assert table.delimiter == delimiter
    assert [(row.line, row.cells) for row in table.rows] == rows
    assert [row.problem for row in table.rows] == [None] * len(rows)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param("a,b\n1,2,3\n", 2, "more cells than there are columns", id="surplus_cell"),
        pytest.param('a,b\n1,2\n3,"x\n4,5\n', 3, "never closed", id="open_quote"),
    ],
)
def test_a_row_that_cannot_be_trusted_says_why(text, line, says):
    bad = [row for row in read_table(text.encode()).rows if row.problem]
    assert [row.line for row in bad] == [line]
    assert says in bad[0].problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\n , \n", "is empty", id="blank"),
        pytest.param(b"name,ig\n", "no rows below", id="names_only"),
        pytest.param(b"PK\x03\x04rest", "Excel workbook", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0rest", "Excel workbook", id="xls"),
        pytest.param(b"name\na\x00b\n", "not a text file", id="binary"),
        pytest.param(b"x" * (MOST_BYTES + 1), "larger than 5 MB", id="too_large"),
        pytest.param(b"name\n" + b"a\n" * (MOST_ROWS + 1), "more than 20000 rows", id="too_many_rows"),
    ],
)
def test_what_is_no_list_says_what_to_do(content, says):
    with pytest.raises(InputError, match=says) as caught:
        read_table(content)
    assert caught.value.field == "file"


def test_the_largest_list_is_read():
    assert len(read_table(b"name\n" + b"a\n" * MOST_ROWS).rows) == MOST_ROWS


@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_nothing_crashes_the_reader(content):
    try:
        table = read_table(content)
    except InputError:
        return
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


@given(text=st.text(max_size=100), encoding=st.sampled_from(ENCODINGS))
def test_every_encoding_to_choose_is_known(text, encoding):
    content = text.replace("\x00", "").encode("utf-16" if encoding == "utf-16" else encoding, "ignore")
    if not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", codecs.BOM_UTF8)):
        decoded, used = decode_text(content, encoding)
        assert (decoded, used) == (
            text.replace("\x00", "").encode(encoding, "ignore").decode(encoding),
            encoding,
        )


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=20)


@given(
    rows=st.lists(st.lists(cells, min_size=2, max_size=2), min_size=2, max_size=8),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\r\n", "\n"]),
)
def test_what_the_csv_module_writes_is_read_back(rows, delimiter, end):
    rows = [["first", "second"], *rows]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    wanted = [tuple(row) for row in rows[1:] if any(cell.strip() for cell in row)]
    if wanted:
        assert [row.cells for row in read_table(written.getvalue().encode("utf-8-sig")).rows] == wanted
