import csv
import io

import pytest

from services.oversight.domain.export import BYTE_ORDER_MARK, HEADER, alerts_as_csv, csv_of
from tests.builders import NOW
from tests.oversight.domain.test_own import ACTING, MANY, YESTERDAY, an_own_alert


def read(text: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "+1",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\tx",
        "\r=1",
        "\n=1",
        '  =HYPERLINK("https://elsewhere.example")',
        "＝1",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_text(hostile: str) -> None:
    ((cell,),) = read(csv_of([[hostile]]))

    assert cell == f"'{hostile}"


@pytest.mark.parametrize("plain", ['He said "no", twice', "two\r\nlines", "Łukasz Żółć", "a=b", "", "3-4"])
def test_what_is_harmless_comes_out_as_it_was(plain: str) -> None:
    assert read(csv_of([[plain, "after"]])) == [[plain, "after"]]


def test_lines_end_as_the_standard_asks_and_values_are_plain() -> None:
    assert csv_of([["a", None, True, -3, NOW], ["b", "", False, 0, NOW.date()]]) == (
        f"{BYTE_ORDER_MARK}a,,yes,-3,2025-11-21T09:15:00+00:00\r\nb,,no,0,2025-11-21\r\n"
    )


def test_each_alert_is_a_line_under_its_header() -> None:
    header, *rows = read(alerts_as_csv(MANY))

    assert header == list(HEADER)
    assert [row[0] for row in rows] == [one.alert.reference for one in MANY]
    assert {len(row) for row in rows} == {len(HEADER)}


def test_a_line_tells_where_the_alert_stands() -> None:
    own = an_own_alert(ACTING, complete=YESTERDAY, done=1, outstanding=2, blocked=1)
    header, row = read(alerts_as_csv([own]))
    told = dict(zip(header, row, strict=True))

    assert (told["state"], told["late"], told["response"]) == ("Overdue", "Late to complete", "ongoing")
    assert told["complete_by"] == "2025-11-20T23:59:59+00:00"
    assert (told["actions_done"], told["actions_outstanding"], told["actions_blocked"]) == ("1", "2", "1")
    assert (told["next_step"], told["must_respond"]) == ("Finish 2 actions", "yes")
