"""What directory keeps."""

from services.directory.storage.bounces import Bouncing, add_bounce, bouncing, settle_bounces
from services.directory.storage.gaps import (
    Disowned,
    add_disownment,
    decide_disownments,
    disowned,
    staffing,
)
from services.directory.storage.lists import organisations_after, people_after
from services.directory.storage.register import (
    all_organisations,
    all_people,
    hold,
    note,
    person,
    save_organisations,
    save_people,
)
from services.directory.storage.search import (
    Kept,
    Registered,
    Sought,
    codes_found,
    count,
    kinds,
    last_kept,
    organisation,
    organisations_named,
    predecessors,
    regions,
    registered_at,
)
from services.directory.storage.sign_in import add_code, codes_of, count_try, registered, use_up

__all__ = [
    "Bouncing",
    "Disowned",
    "Kept",
    "Registered",
    "Sought",
    "add_bounce",
    "add_code",
    "add_disownment",
    "all_organisations",
    "all_people",
    "bouncing",
    "codes_found",
    "codes_of",
    "count",
    "count_try",
    "decide_disownments",
    "disowned",
    "hold",
    "kinds",
    "last_kept",
    "note",
    "organisation",
    "organisations_after",
    "organisations_named",
    "people_after",
    "person",
    "predecessors",
    "regions",
    "registered",
    "registered_at",
    "save_organisations",
    "save_people",
    "settle_bounces",
    "staffing",
    "use_up",
]
