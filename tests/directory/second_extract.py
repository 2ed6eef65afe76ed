"""A later file made from the real one: what has closed, merged, begun and been renamed, and 50 broken rows.

The organisations are the sample's own; its source and licence stand beside it.
"""

import csv
import io
from dataclasses import dataclass

from tests.directory.surroundings import ORGANISATIONS

CLOSED_ON = "2026-06-30"
NEW_ICB = "S1Z9Z"
#: Each way to break a row: a column, what stands there, and what the reason must say.
BREAKS = (
    ("ods_code", "", "ods_code: is empty"),
    ("ods_code", "R/5", "ods_code: may hold letters and digits only"),
    ("name", "", "name: is empty"),
    ("type", "???", "type: must be a word"),
    ("sector", "!", "sector: must be a word"),
    ("status", "open", "status: must be active or closed"),
    ("closed_on", "30/06/2026", "closed_on: not a day"),
    ("opened_on", "2026-02-30", "opened_on: not a day"),
    ("successor_ods_code", "R-1", "successor_ods_code: may hold letters and digits only"),
    ("region_code", "Y 5", "region_code: may hold letters and digits only"),
)
Row = dict[str, str]


@dataclass(frozen=True)
class SecondExtract:
    raw: bytes
    #: By code, the columns that the file changes.
    changed: dict[str, Row]
    #: By line, what the reason must say.
    broken: dict[int, str]
    untouched: set[str]


def second_extract() -> SecondExtract:
    """50 rows of the real file are broken; 5 others close, 6 merge into 3, 10 are renamed, an ICB is new."""
    rows = list(csv.DictReader(ORGANISATIONS.decode().splitlines()))
    codes = {row["ods_code"] for row in rows}
    trusts = [row for row in rows if "trust" in row["type"] and row["status"] == "active"]
    closing, merging, heirs, renamed, broken = (
        trusts[:5],
        trusts[5:11],
        trusts[11:14],
        trusts[14:24],
        trusts[24:74],
    )
    changed: dict[str, Row] = {row["ods_code"]: _closed() for row in closing}
    changed |= {row["ods_code"]: _closed(heirs[n // 2]["ods_code"]) for n, row in enumerate(merging)}
    changed |= {row["ods_code"]: {"name": row["name"] + " NORTH", "display_name": ""} for row in renamed}
    breaks = {row["ods_code"]: BREAKS[number % len(BREAKS)] for number, row in enumerate(broken)}
    reasons = {}
    written = []
    for line, row in enumerate(rows, start=2):
        code = row["ods_code"]
        if code in breaks:
            column, text, reasons[line] = breaks[code]
            row[column] = text
        written.append(row | changed.get(code, {}))
    written.append(_new_icb(rows[0]))
    return SecondExtract(_as_csv(written), changed, reasons, codes - set(changed))


def _closed(successor: str = "") -> Row:
    return {"status": "closed", "closed_on": CLOSED_ON, "successor_ods_code": successor}


def _new_icb(like: Row) -> Row:
    row = dict.fromkeys(like, "") | {"ods_code": NEW_ICB, "name": "NHS NEWLAND INTEGRATED CARE BOARD"}
    return row | {"type": "icb", "region_code": "Y58", "region_name": "South West", "status": "active"}


def _as_csv(rows: list[Row]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()
