"""What directory keeps."""

from services.directory.storage.lists import organisations_after, people_after
from services.directory.storage.register import (
    all_organisations,
    all_people,
    hold,
    note,
    save_organisations,
    save_people,
)

__all__ = [
    "all_organisations",
    "all_people",
    "hold",
    "note",
    "organisations_after",
    "people_after",
    "save_organisations",
    "save_people",
]
