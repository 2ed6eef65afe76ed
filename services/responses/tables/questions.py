"""What is asked, answered for all, told each other, and said by and to patient safety partners."""

from sqlalchemy import Boolean, Column, Date, DateTime, Identity, Index, Integer, Table, Text, Uuid, false

from services.responses.tables.schema import metadata

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
    # Then nobody is known who asked: the organisation is empty, and the person nought.
    Column("from_briefing", Boolean, nullable=False, server_default=false()),
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
said_last = Table(
    "said_last",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("word", Text, nullable=False),
    Column("said_at", DateTime(timezone=True), nullable=False),
    comment="What each organisation decided last and how its last sign-off ended, without who said so.",
)
