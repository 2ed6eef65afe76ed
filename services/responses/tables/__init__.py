"""The tables of responses, in its own schema.

Copies of the neighbours' facts come first; they arrive in any order, so no key points from one to another.
"""

from sqlalchemy import Boolean, Column, DateTime, Identity, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.responses.tables.questions import (
    action_states,
    answers,
    closings,
    comments,
    experiences,
    moderations,
    publications,
    questions,
    said_last,
)
from services.responses.tables.schema import metadata

__all__ = [
    "acknowledgements",
    "action_states",
    "addresses",
    "alerts",
    "answers",
    "attendances",
    "audience_organisations",
    "audiences",
    "closings",
    "comments",
    "corrected",
    "deliveries",
    "disownments",
    "doubtful_acknowledgements",
    "endings",
    "experiences",
    "metadata",
    "mistaken_choices",
    "moderations",
    "openings",
    "organisations",
    "people",
    "progress",
    "publications",
    "questions",
    "said_last",
    "withdrawals",
]

alerts = Table(
    "alerts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    comment="Every alert as it was issued, whole.",
)
endings = Table(
    "endings",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    comment="How alerts came to their end.",
)
corrected = Table(
    "corrected",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("is_in_error", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("corrected_at", DateTime(timezone=True), nullable=False),
    comment="What the last correction of the audience says of an organisation.",
)
organisations = Table(
    "organisations",
    metadata,
    Column("ods_code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("organisation_type", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    comment="The register's organisations.",
)
people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("ods_code", Text),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Index("ix_people_name", "name"),
    comment="The register's people, without their addresses: responses mails nobody.",
)
audiences = Table(
    "audiences",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("acknowledge_by", DateTime(timezone=True), nullable=False),
    Column("frozen_at", DateTime(timezone=True), nullable=False),
    comment="When it was settled whom an alert is for.",
)
audience_organisations = Table(
    "audience_organisations",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("must_respond", Boolean, nullable=False),
    Index("ix_audience_organisations_of_organisation", "ods_code"),
    comment="Whom an alert is for; an acknowledgement holds the row of its organisation while it is decided.",
)
deliveries = Table(
    "deliveries",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("first_accepted_at", DateTime(timezone=True)),
    Column("counted_at", DateTime(timezone=True), nullable=False),
    Column("mails", JSONB, nullable=False, server_default="[]"),
    comment="When the mails to an organisation were taken by its mail server.",
)
progress = Table(
    "progress",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("progress", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("not_applicable", Integer, nullable=False),
    Column("outstanding", Integer, nullable=False),
    Column("first_action_at", DateTime(timezone=True)),
    Column("completed_at", DateTime(timezone=True)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    comment="How far each organisation is with the actions.",
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("acknowledgement_id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("acknowledged_at", DateTime(timezone=True), nullable=False),
    Column("first_of_organisation", Boolean, nullable=False),
    Column("page_shown_at", DateTime(timezone=True), nullable=False),
    Column("delivered_at", DateTime(timezone=True)),
    Column("user_agent", Text, nullable=False),
    # The doubtful one that the same person gave before, if any.
    Column("doubt_id", Uuid),
    Column("carried_from", Integer, comment="The version it was given to, where it holds for this one too."),
    Index("ix_acknowledgements_of_organisation", "reference", "version", "ods_code"),
    comment="Who acknowledged what, and what speaks for a person having done it; rows are never changed.",
)
doubtful_acknowledgements = Table(
    "doubtful_acknowledgements",
    metadata,
    Column("doubt_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("doubts", ARRAY(Text), nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Column("page_shown_at", DateTime(timezone=True), nullable=False),
    Column("delivered_at", DateTime(timezone=True)),
    Column("user_agent", Text, nullable=False),
    Column("asked_again", Boolean, nullable=False),
    Index("ix_doubtful_acknowledgements_of_person", "person_id", "reference", "version", "sent_at"),
    comment="Acknowledgements that may be a machine's: they do not count; rows are never changed.",
)
withdrawals = Table(
    "withdrawals",
    metadata,
    Column("acknowledgement_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withdrawn_at", DateTime(timezone=True), nullable=False),
    Column("page_shown_at", DateTime(timezone=True), nullable=False),
    Column("user_agent", Text, nullable=False),
    Index("ix_withdrawals_of_organisation", "reference", "version", "ods_code"),
    comment="Acknowledgements that were taken back by who gave them; rows are never changed.",
)
openings = Table(
    "openings",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("page", Text, primary_key=True),
    Column("minute", DateTime(timezone=True), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("opened_at", DateTime(timezone=True), nullable=False, index=True),
    Column("user_agent", Text, nullable=False),
    comment="When pages of a link were opened, by whatever; no sign that anybody read. Not history: "
    "the oldest are deleted, after opening_days.",
)
addresses = Table(
    "addresses",
    metadata,
    # An acknowledgement, a doubtful one, or one that was taken back.
    Column("evidence_id", Uuid, primary_key=True),
    Column("address", Text, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False, index=True),
    comment="Network addresses, apart from what they came with. Not history: deleted after address_days.",
)
attendances = Table(
    "attendances",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("attendance", Text, nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    Index("ix_attendances_of_alert", "reference", "person_id", "id"),
    comment="Who comes to a briefing, or was there; rows are added, and the newest of a person counts.",
)
mistaken_choices = Table(
    "mistaken_choices",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("form", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
    Column("user_agent", Text, nullable=False),
    Index("ix_mistaken_choices_of_link", "person_id", "reference", "version", "form", "chosen_at"),
    comment="Choices that did not fit the link; after one the link rests, so a machine cannot try them all.",
)
disownments = Table(
    "disownments",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("ods_code", Text, nullable=False),
    Column("note", Text),
    Column("disowned_at", DateTime(timezone=True), nullable=False),
    Column("user_agent", Text, nullable=False),
    comment="Whoever opened the link said that it is not theirs.",
)
