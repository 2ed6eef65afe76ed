"""One function for each thing that happens to the register."""

from services.directory.handlers.addresses import confirm_address, correct_address, note_bounce
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
from services.directory.handlers.sign_in import FreshCode, make_code, sign_in
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
    "Question",
    "add_absence",
    "answer",
    "ask",
    "ask_later",
    "change_registration",
    "confirm_address",
    "correct_address",
    "end_registration",
    "follow_the_calendar",
    "import_organisations",
    "import_people",
    "judge_organisations",
    "judge_people",
    "keep_registration",
    "make_code",
    "move",
    "note_bounce",
    "note_disownment",
    "question_behind",
    "questions_due",
    "register",
    "register_partner",
    "remove_absence",
    "sign_in",
    "undo_import",
]
