"""The tables of responses, in its own schema.

Copies of the neighbours' facts come first; they arrive in any order, so no key points from one to another.
"""

from sqlalchemy import Boolean, Column, Date, DateTime, Identity, Index, Integer, Table, Text, Uuid, false
from sqlalchemy.dialects.postgresql import JSONB

from services.kit.tables import service_metadata

metadata = service_metadata("responses")

alerts = Table(
    "alerts",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    comment="Every alert as it was issued, whole.",
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
    Column("reference", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("ods_code", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("acknowledged_at", DateTime(timezone=True), nullable=False),
    Column("first_of_organisation", Boolean, nullable=False),
    Column("page_shown_at", DateTime(timezone=True), nullable=False),
    Column("delivered_at", DateTime(timezone=True)),
    Column("user_agent", Text, nullable=False),
    comment="Who acknowledged what, and what speaks for a person having done it; rows are never changed.",
)
Index(
    "uq_acknowledgements_first_of_organisation",
    acknowledgements.c.reference,
    acknowledgements.c.version,
    acknowledgements.c.ods_code,
    unique=True,
    postgresql_where=acknowledgements.c.first_of_organisation,
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
questions = Table(
    "questions",
    metadata,
    Column("question_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("number", Integer),
    Column("blocks_completion", Boolean, nullable=False, server_default=false()),
    Index("ix_questions_asked", "asked_at", "question_id"),
    Index("ix_questions_of_organisation", "reference", "ods_code"),
    comment="What was asked of the national team.",
)
answers = Table(
    "answers",
    metadata,
    Column("question_id", Uuid, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    Column("answered_by", Text, nullable=False),
    comment="The national team's answers; one for each question, never changed.",
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

publications = Table(
    "publications",
    metadata,
    Column("question_id", Uuid, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("published_by", Text, nullable=False),
    comment="Questions and answers as all recipients see them, without who asked; never changed.",
)
closings = Table(
    "closings",
    metadata,
    Column("question_id", Uuid, primary_key=True),
    Column("reason", Text),
    Column("closed_at", DateTime(timezone=True), nullable=False),
    Column("closed_by", Text, nullable=False),
    comment="Questions that the national team closed, answered or not; never changed.",
)
experiences = Table(
    "experiences",
    metadata,
    Column("experience_id", Uuid, primary_key=True),
    Column("question_id", Uuid, nullable=False),
    Column("reference", Text, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("text", Text, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("shared_at", DateTime(timezone=True), nullable=False),
    Index("ix_experiences_of_alert", "reference", "question_id"),
    Index("ix_experiences_shared", "shared_at", "experience_id"),
    comment="What worked for an organisation, told under a published answer; never changed.",
)
moderations = Table(
    "moderations",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("experience_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("moderated_at", DateTime(timezone=True), nullable=False),
    Column("moderated_by", Text, nullable=False),
    Index("ix_moderations_of_experience", "experience_id", "id"),
    comment="Whether an experience is shown to others; rows are added, and the newest counts.",
)
comments = Table(
    "comments",
    metadata,
    Column("comment_id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ods_code", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("comment", Text, nullable=False),
    Column("commented_at", DateTime(timezone=True), nullable=False),
    Index("ix_comments_of_organisation", "reference", "ods_code"),
    comment="What patient safety partners said to the specialists of their organisation; never changed.",
)
action_states = Table(
    "action_states",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("work", Text),
    Column("done_on", Date),
    Column("due_on", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    comment="How far each organisation is with each action, without anybody's name: partners read it.",
)
decisions = Table(
    "decisions",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    comment="What each organisation decided last, without who decided.",
)
sign_offs = Table(
    "sign_offs",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=False),
    comment="How each organisation's last request for a sign-off ended, without who signed.",
)
