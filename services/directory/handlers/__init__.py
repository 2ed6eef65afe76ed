"""One function for each thing that happens to the register."""

from services.directory.handlers.addresses import confirm_address, correct_address, note_bounce
from services.directory.handlers.api_keys import Made, end_key, make_key
from services.directory.handlers.imports import (
    import_organisations,
    import_people,
    judge_organisations,
    judge_people,
    undo_import,
)
from services.directory.handlers.keeping import (
    add_absence,
    end_registration,
    keep_registration,
    note_disownment,
    remove_absence,
)
from services.directory.handlers.moving import move
from services.directory.handlers.register import follow_the_calendar
from services.directory.handlers.registering import change_registration, register, register_partner
from services.directory.handlers.sessions import (
    begin_session,
    end_all_sessions,
    end_own_session,
    end_session,
    own_sessions,
)
from services.directory.handlers.sign_in import FreshCode, let_in, make_code, sign_in
from services.directory.handlers.silence import note_asked, note_sign, note_taken
from services.directory.handlers.verifying import (
    Question,
    answer,
    ask,
    ask_later,
    question_behind,
    questions_due,
)

__all__ = [
    "FreshCode",
    "Made",
    "Question",
    "add_absence",
    "answer",
    "ask",
    "ask_later",
    "begin_session",
    "change_registration",
    "confirm_address",
    "correct_address",
    "end_all_sessions",
    "end_key",
    "end_own_session",
    "end_registration",
    "end_session",
    "follow_the_calendar",
    "import_organisations",
    "import_people",
    "judge_organisations",
    "judge_people",
    "keep_registration",
    "let_in",
    "make_code",
    "make_key",
    "move",
    "note_asked",
    "note_bounce",
    "note_disownment",
    "note_sign",
    "note_taken",
    "own_sessions",
    "question_behind",
    "questions_due",
    "register",
    "register_partner",
    "remove_absence",
    "sign_in",
    "undo_import",
]
