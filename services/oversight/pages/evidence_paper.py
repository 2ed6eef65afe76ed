"""The evidence file as PDF: the same document as the JSON, in words."""

from collections.abc import Iterator
from uuid import UUID

from reportlab.platypus import Flowable

from services.oversight.domain.changes import fields_in_words, instant_in_words, told_in_tables
from services.oversight.domain.evidence import Change, Evidence, EvidenceFile, MailSent, Recipient, Somebody
from services.oversight.pages import paper
from services.oversight.pages.paper import heading, prose, stated

People = dict[UUID, Somebody]


def drawn(file: EvidenceFile) -> bytes:
    """A4, as many pages as it takes."""
    it = file.evidence
    title = f"Evidence: {it.reference}, {it.organisation or it.ods_code}"
    foot = f"{it.reference}, {it.ods_code}. SHA-256 {file.sha256}"
    return paper.printed([*_story(file)], title=title, foot=foot)


def _story(file: EvidenceFile) -> Iterator[Flowable]:
    it = file.evidence
    yield heading("Evidence about one alert and one organisation", 18)
    yield from _about(file)
    yield heading("Who was to get it")
    yield from _recipients(it)
    yield heading("What became of each mail")
    yield from _mails(it)
    yield heading(f"Everything that happened, in order ({len(it.changes)})")
    people = {one.id: one for one in it.people}
    for change in it.changes:
        yield from _change(change, people)


def _about(file: EvidenceFile) -> Iterator[Flowable]:
    it = file.evidence
    yield stated("Alert", f"{it.reference}, {it.title or 'its text has not arrived'}")
    yield stated("Issued by", it.issuer or "Not stated")
    yield stated("Published at", it.source_url or "Not stated")
    yield stated("Organisation", f"{it.organisation or 'its name has not arrived'} ({it.ods_code})")
    yield stated("Made", f"{instant_in_words(file.generated_at)}, by {file.generated_by}")
    yield stated("SHA-256", file.sha256)
    yield stated("How to check", file.how_to_check)
    yield prose(it.self_certified, after=4)
    if it.attribution:
        yield prose(it.attribution, quiet=True)


def _recipients(it: Evidence) -> Iterator[Flowable]:
    if not it.recipients:
        yield prose("Nobody is known to have been a recipient.")
        return
    yield paper.table(
        ("Version", "Name", "Role", "Id"), [_recipient(one) for one in it.recipients], [8, 30, 20, 40]
    )


def _recipient(one: Recipient) -> tuple[str, ...]:
    return str(one.version), one.name or "Name not known", one.role.replace("_", " "), str(one.person_id)


def _mails(it: Evidence) -> Iterator[Flowable]:
    if not it.mails:
        yield prose("No mail is known.")
    for one in it.mails:
        yield stated(f"Version {one.version}, {one.kind} to {one.name or one.person_id}", _mail(one))


def _mail(one: MailSent) -> str:
    tried = instant_in_words(one.first_attempt_at) if one.first_attempt_at else "never"
    taken = instant_in_words(one.accepted_at) if one.accepted_at else "never"
    return (
        f"{one.state}; first tried {tried}; accepted {taken}; "
        f"the server said {one.code or 'no code'} {one.reply or ''}; Message-ID {one.message_id}; "
        f"{one.attempts} attempts, {one.repeated} repeats; to {one.person_id}"
    )


def _change(change: Change, people: People) -> Iterator[Flowable]:
    yield heading(f"{change.number}. {change.what}", 10.5)
    who = f" By {change.who}." if change.who else ""
    yield prose(f"{instant_in_words(change.at)}.{who} Version {change.version}.")
    for label, value in fields_in_words(change.said, people, but=told_in_tables(change.type)):
        yield stated(label, value)
    yield prose(f"Event {change.event_id} of {change.source}, {change.type}", size=7.5, quiet=True, after=6)
