import pytest

from services.directory.domain import rows
from services.directory.domain.rows import BadRow, NamedRow, Row, Unusable


def test_lines_are_numbered_as_an_editor_does() -> None:
    assert [row.line for row in rows.read(b"a,b\r\n\r\n,,\r\nc,d")] == [1, 4]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert list(rows.read(b"\xef\xbb\xbfods_code,name\n")) == [Row(1, ("ods_code", "name"))]


@pytest.mark.parametrize("raw", ["Zoë".encode(), "Zoë".encode("latin-1")])
def test_a_name_is_read_in_either_encoding(raw: bytes) -> None:
    assert list(rows.read(b"RH5," + raw)) == [Row(1, ("RH5", "Zoë"))]


def test_one_file_may_mix_encodings() -> None:
    raw = "é".encode() + b"\n" + "é".encode("latin-1")

    assert [row.cells for row in rows.read(raw) if isinstance(row, Row)] == [("é",), ("é",)]


def test_a_stray_quotation_mark_spoils_one_line_only() -> None:
    first, second, third = rows.read(b'a,b\n"RH5,never closed\nc,d')

    assert isinstance(second, BadRow)
    assert (first, third) == (Row(1, ("a", "b")), Row(3, ("c", "d")))


def test_quoted_cells_may_hold_commas_and_quotation_marks() -> None:
    assert list(rows.read(b'"a, b","say ""hi"""')) == [Row(1, ("a, b", 'say "hi"'))]


def test_columns_are_found_whatever_their_order_and_capitals() -> None:
    (row,) = rows.under(Row(1, ("Name", "ODS code")), [Row(2, ("Somerset", "RH5"))])

    assert isinstance(row, NamedRow)
    assert (row["ods_code"], row["name"], row["phone"]) == ("RH5", "Somerset", "")


@pytest.mark.parametrize(("cells", "is_good"), [(1, False), (2, True), (3, False)])
def test_a_row_has_as_many_cells_as_the_header(cells: int, is_good: bool) -> None:
    (row,) = rows.under(Row(1, ("a", "b")), [Row(2, ("x",) * cells)])

    assert isinstance(row, NamedRow) is is_good


def test_empty_cells_after_the_last_column_are_harmless() -> None:
    (row,) = rows.under(Row(1, ("a",)), [Row(2, ("x", "", ""))])

    assert isinstance(row, NamedRow)


def test_a_header_is_told_what_it_lacks_and_has_twice() -> None:
    reasons = [fault.reason for fault in rows.faults_of(Row(1, ("name", "name")), ("ods_code", "name"))]

    assert reasons == ["the header lacks ods_code", "the header has a column twice: name"]


@pytest.mark.parametrize("text", ["2026-13-01", "01/07/2026", "202607", "soon"])
def test_a_day_in_another_form_is_not_guessed(text: str) -> None:
    with pytest.raises(Unusable):
        rows.day(text, "opened_on")


@pytest.mark.parametrize("text", ["", "R H5", "../x", "RH5/2", "ß"])
def test_a_code_that_could_not_stand_in_an_address_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        rows.code(text)


def test_codes_are_compared_in_capitals() -> None:
    assert rows.code("k0n6a") == "K0N6A"
