"""The tables of directory, in its own schema."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit.tables import service_metadata

metadata = service_metadata("directory")

organisations = Table(
    "organisations",
    metadata,
    Column("ods_code", Text, primary_key=True),
    Column("ods_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("organisation_type", Text, nullable=False),
    Column("sector", Text),
    Column("region_code", Text),
    Column("region_name", Text),
    Column("icb_code", Text),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("said_closed", Boolean, nullable=False),
    Column("successors", ARRAY(Text), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index(None, "region_code"),
    comment="Every organisation that was ever in an import. None is deleted; codes are never used again.",
)
people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    # No foreign key: the national team belongs to none, and organisations are never deleted.
    Column("ods_code", Text),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_folded", Text, nullable=False, index=True),
    Column("phone", Text),
    Column("active", Boolean, nullable=False),
    Column("address_confirmed_at", DateTime(timezone=True)),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("absences", JSONB, nullable=False, server_default=text("'[]'")),
    UniqueConstraint("ods_code", "email_folded", postgresql_nulls_not_distinct=True),
    comment="Registrations: one person in one role for one organisation.",
)
disownments = Table(
    "disownments",
    metadata,
    # No foreign key: what was said about a person may arrive wherever it likes.
    Column("person_id", Uuid, primary_key=True),
    Column("disowned_at", DateTime(timezone=True), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("reference", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision", Text),
    comment="Whoever opened a person's link said that it is not theirs; a keeper of the register decides.",
)
bounces = Table(
    "bounces",
    metadata,
    # The address and not the person: it may be registered elsewhere too, or once more.
    Column("email_folded", Text, primary_key=True),
    Column("bounced_at", DateTime(timezone=True), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("enhanced", Text),
    Column("reply", Text, comment="The mail server's words, without addresses."),
    Column("settled_at", DateTime(timezone=True)),
    Column("settlement", Text),
    comment="Mails to a registered address that came back, until a keeper has seen to the address.",
)
alerts_asked = Table(
    "alerts_asked",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("ods_code", Text, primary_key=True),
    comment="Which organisations must answer which alerts; heartbeats are left out.",
)
mails_taken = Table(
    "mails_taken",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    comment="When a mail server first took an alert for somebody who is registered.",
)
signs = Table(
    "signs",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("last_at", DateTime(timezone=True), nullable=False),
    comment="When somebody last did anything behind a link that was mailed to them.",
)
sign_in_codes = Table(
    "sign_in_codes",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("email_folded", Text, nullable=False, index=True),
    Column("sealed", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("used_at", DateTime(timezone=True)),
    comment="Codes that were mailed, sealed with the sessions' key; the codes themselves stand nowhere.",
)
keeping = Table(
    "keeping",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_person", Uuid),
    Column("what", Text, nullable=False),
    Column("details", JSONB, nullable=False),
    comment="Who changed the register by hand or by file; without a person it was a holder of the API key.",
)
imports = Table(
    "imports",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_person", Uuid),
    Column("what", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("remarks", JSONB, nullable=False, comment="Lines that were refused or left out, and why."),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", Uuid),
    comment="Files that were taken; a file of which nothing was taken stands here not.",
)
import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", Integer, primary_key=True),
    # An ODS code or a person's id, after what the file was of.
    Column("subject", Text, primary_key=True),
    Column("before", JSONB, comment="Null where the import added it."),
    Column("after", JSONB, nullable=False),
    comment="Each row that an import changed, as it was and as it became, so that it can be undone.",
)
uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_person", Uuid, nullable=False),
    Column("what", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    comment="Files that somebody looks at before they take them; kept for a day at the most.",
)
moves = Table(
    "moves",
    metadata,
    # The registration at the organisation that has closed, and the one that follows it.
    Column("person_id", Uuid, primary_key=True),
    Column("to_person_id", Uuid, nullable=False, index=True),
    Column("from_code", Text, nullable=False),
    Column("to_code", Text, nullable=False),
    Column("moved_at", DateTime(timezone=True), nullable=False),
    Column("by_person", Uuid, nullable=False),
    comment="Who went where when their organisation closed.",
)
registrations = Table(
    "registrations",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_person", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("replaces", Uuid),
    Column("director_name", Text, nullable=False),
    Column("director_email", Text, nullable=False),
    # These two are for the national team alone, and stand in no event.
    Column("job_title", Text),
    Column("pay_band", Text),
    comment="On whose word somebody was registered by hand, and what else was said of them.",
)
address_checks = Table(
    "address_checks",
    metadata,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("answered_at", DateTime(timezone=True)),
    Column("answer", Text),
    # How often the mail server put it off, and until when it rests.
    Column("put_off", Integer, nullable=False, server_default=text("0")),
    Column("not_before", DateTime(timezone=True)),
    comment=(
        "Mails that ask whether they reach their person, at the address as it was then, "
        "and what was answered."
    ),
)
sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Text, primary_key=True),
    # The first registration of whoever signed in, and all that the session was given.
    Column("person_id", Uuid, nullable=False, index=True),
    Column("person_ids", ARRAY(Uuid), nullable=False),
    Column("address", Text, nullable=False, index=True),
    Column("held", JSONB, nullable=False),
    Column("way", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_reason", Text),
    comment="Sessions that began here within the last month; one lasts no longer than a day.",
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("made_by", Uuid, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("ended_by", Uuid),
    Column("ended_at", DateTime(timezone=True)),
    comment="Keys of programs, also those that have ended; the keys themselves stand nowhere.",
)
