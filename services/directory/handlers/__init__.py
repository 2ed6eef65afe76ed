"""One function for each thing that happens to the register."""

from services.directory.handlers.addresses import confirm_address, correct_address, note_bounce
from services.directory.handlers.keeping import (
    add_absence,
    end_registration,
    keep_registration,
    note_disownment,
    remove_absence,
)
from services.directory.handlers.register import follow_the_calendar, import_organisations, import_people
from services.directory.handlers.sign_in import FreshCode, make_code, sign_in

__all__ = [
    "FreshCode",
    "add_absence",
    "confirm_address",
    "correct_address",
    "end_registration",
    "follow_the_calendar",
    "import_organisations",
    "import_people",
    "keep_registration",
    "make_code",
    "note_bounce",
    "note_disownment",
    "remove_absence",
    "sign_in",
]
