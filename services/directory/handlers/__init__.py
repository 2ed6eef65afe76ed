"""One function for each thing that happens to the register."""

from services.directory.handlers.api_keys import Made, end_key, make_key
from services.directory.handlers.keeping import end_registration, keep_registration, note_disownment
from services.directory.handlers.register import follow_the_calendar, import_organisations, import_people
from services.directory.handlers.sessions import (
    begin_session,
    end_all_sessions,
    end_own_session,
    end_session,
    own_sessions,
)
from services.directory.handlers.sign_in import FreshCode, let_in, make_code, sign_in

__all__ = [
    "FreshCode",
    "Made",
    "begin_session",
    "end_all_sessions",
    "end_key",
    "end_own_session",
    "end_registration",
    "end_session",
    "follow_the_calendar",
    "import_organisations",
    "import_people",
    "keep_registration",
    "let_in",
    "make_code",
    "make_key",
    "note_disownment",
    "own_sessions",
    "sign_in",
]
