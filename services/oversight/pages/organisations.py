"""An organisation's own page, and what can be taken away from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from contracts.deadlines import uk_day
from contracts.events.alerts import REFERENCE
from services.access import Permission
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, allowed, looked, page
from services.kit.web.paths import register
from services.oversight.domain import board, changes, evidence, export, own, sentences
from services.oversight.domain.evidence import Change, EvidenceFile, Somebody
from services.oversight.domain.own import OPEN, Section, Sought
from services.oversight.domain.seeing import may_see
from services.oversight.pages import board_paper, evidence_paper
from services.oversight.pages.files import safe_name, taken_away
from services.oversight.pages.viewers import Seen, View
from services.oversight.storage.own import alerts_of, evidence_of, members

register("reference", REFERENCE)
router = APIRouter(include_in_schema=False)
SIGNED_IN = [Depends(allowed(Permission.SEE_ORGANISATION))]
#: Evidence names people, and says who did what.
NOTED = [Depends(looked("evidence"))]
ON_A_PAGE = 20
#: Postgres is not asked for these words, but no address needs a control character.
NO_CONTROLS = r"^[^\x00-\x1f]*$"
ONE = "/organisations/{code}"
BY_LINK = "/organisation/{token}"
EVIDENCE = "/alerts/{reference:reference}/evidence"


@dataclass(frozen=True)
class Choice:
    """What to list; it stands in the address, so that it can be shared."""

    q: Annotated[str, Query(max_length=200, pattern=NO_CONTROLS)] = ""
    state: Annotated[str, Query(pattern=f"^({'|'.join(Section)})?$")] = ""
    page: Annotated[int, Query(ge=1, le=1000)] = 1

    @property
    def sought(self) -> Sought:
        return Sought(self.q, Section(self.state) if self.state else None)

    def query(self, **changed: object) -> str:
        """As it stands in the address of the same list."""
        said = {"q": self.q, "state": self.state} | changed
        given = urlencode({name: value for name, value in said.items() if value})
        return f"?{given}" if given else ""


Chosen = Annotated[Choice, Depends()]


@router.get(ONE, dependencies=SIGNED_IN)
@router.get(BY_LINK)
async def organisation(request: Request, tx: Reading, view: Seen, chosen: Chosen) -> Response:
    return page(request, "oversight/organisation.html", **await _page(tx, view, chosen))


@router.get(f"{ONE}/alerts.csv", dependencies=SIGNED_IN)
@router.get(f"{BY_LINK}/alerts.csv")
async def alerts_csv(tx: Reading, view: Seen, chosen: Chosen) -> Response:
    """What is listed, on every page of it."""
    listed = own.found(await alerts_of(tx, view.known.place.ods_code), chosen.sought)
    text = export.alerts_as_csv(listed)
    return taken_away(text.encode(), "text/csv; charset=utf-8", _name(view, "alerts.csv"))


@router.get(f"{ONE}/board-report.pdf", dependencies=SIGNED_IN)
@router.get(f"{BY_LINK}/board-report.pdf")
async def board_report(tx: Reading, view: Seen) -> Response:
    report = board.board_report(await alerts_of(tx, view.known.place.ods_code), tx.now)
    drawn = await run_in_threadpool(board_paper.drawn, report, view.known.words, tx.now)
    return taken_away(drawn, "application/pdf", _name(view, "board-report.pdf"))


@router.get(f"{ONE}{EVIDENCE}", dependencies=[*SIGNED_IN, *NOTED])
@router.get(f"{BY_LINK}{EVIDENCE}", dependencies=NOTED)
async def evidence_page(request: Request, tx: Reading, view: Seen, reference: str) -> Response:
    file = await _evidence(tx, view, reference)
    people = {one.id: one for one in file.evidence.people}
    return page(
        request,
        "oversight/evidence.html",
        file=file,
        view=view,
        address=f"{view.base}/alerts/{reference}/evidence",
        told=[(change, list(_in_words(change, people))) for change in file.evidence.changes],
        stands=list(evidence.last_said(file.evidence)),
        instant_in_words=changes.instant_in_words,
        when_and_by_whom=changes.when_and_by_whom,
        attribution=file.evidence.attribution,
    )


def _in_words(change: Change, people: dict[UUID, Somebody]) -> Iterator[tuple[str, str]]:
    return changes.fields_in_words(change.said, people, but=changes.told_elsewhere(change.type))


@router.get(f"{ONE}{EVIDENCE}.json", dependencies=[*SIGNED_IN, *NOTED])
@router.get(f"{BY_LINK}{EVIDENCE}.json", dependencies=NOTED)
async def evidence_json(tx: Reading, view: Seen, reference: str) -> Response:
    file = await _evidence(tx, view, reference)
    text = file.model_dump_json(indent=2).encode()
    return taken_away(text, "application/json", _name(view, f"{reference}-evidence.json"))


@router.get(f"{ONE}{EVIDENCE}.pdf", dependencies=[*SIGNED_IN, *NOTED])
@router.get(f"{BY_LINK}{EVIDENCE}.pdf", dependencies=NOTED)
async def evidence_pdf(tx: Reading, view: Seen, reference: str) -> Response:
    file = await _evidence(tx, view, reference)
    drawn = await run_in_threadpool(evidence_paper.drawn, file)
    return taken_away(drawn, "application/pdf", _name(view, f"{reference}-evidence.pdf"))


async def _page(tx: Transaction, view: View, chosen: Choice) -> dict[str, Any]:
    everything = await alerts_of(tx, view.known.place.ods_code)
    counted = own.counted(everything)
    found = own.found(everything, chosen.sought)
    first = (chosen.page - 1) * ON_A_PAGE
    return {
        "view": view,
        "chosen": chosen,
        "everything": len(everything),
        "counted": counted,
        "numbers": own.counted(found),
        "found": len(found),
        "first": first,
        "shelves": _shelved(found[first : first + ON_A_PAGE]),
        "sections": Section,
        "pressing": OPEN,
        "words_of": _words(view),
        "late_words": own.LATE_WORDS,
        "step_words": own.STEP_WORDS,
        "next_step": own.next_step,
        "sentence": _sentence(everything),
        "self_certified": sentences.SELF_CERTIFIED,
        "members": [
            one for one in await members(tx, view.known.place.ods_code) if may_see(view.held, one.place)
        ],
        "as_of": sentences.to_the_second(tx.now),
        "today": uk_day(tx.now),
        "next_href": view.base + chosen.query(page=chosen.page + 1) if first + ON_A_PAGE < len(found) else "",
        "previous_href": view.base + chosen.query(page=chosen.page - 1) if chosen.page > 1 else "",
    }


def _sentence(everything: tuple[own.OwnAlert, ...]) -> str:
    """Exercises and tests are listed, and not counted with what is real."""
    real = own.counted(one for one in everything if one.alert.is_real)
    practice = sum(one.section in OPEN for one in everything if not one.alert.is_real)
    return sentences.of_own_alerts(real[Section.OVERDUE], sum(real[one] for one in OPEN), practice)


def _shelved(listed: tuple[own.OwnAlert, ...]) -> list[tuple[Section, list[own.OwnAlert]]]:
    """Each shelf that holds any of them, in the order they stand in."""
    return [(name, held) for name in Section if (held := [one for one in listed if one.section is name])]


def _words(view: View) -> dict[Section, str]:
    """Whoever only watches is not waited for."""
    watched = {
        Section.WAITING: "Waiting for an answer",
        Section.ENDED: "Ended, or not for this organisation any more",
    }
    return {**own.WORDS} if view.answers else {**own.WORDS, **watched}


async def _evidence(tx: Transaction, view: View, reference: str) -> EvidenceFile:
    found = await evidence_of(tx, reference, view.known)
    if found is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "There is no evidence about this alert",
            f"{reference} was never for {view.known.words}, or nothing about it has arrived.",
            what_to_do="Check the reference on the organisation's page.",
        )
    return evidence.file_of(found, generated_at=tx.now, generated_by=view.seen_by)


def _name(view: View, what: str) -> str:
    return safe_name(f"{view.known.place.ods_code}-{what}")
