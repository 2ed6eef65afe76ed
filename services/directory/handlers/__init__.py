"""One function for each thing that happens to the register."""

from services.directory.handlers.register import follow_the_calendar, import_organisations, import_people

__all__ = ["follow_the_calendar", "import_organisations", "import_people"]
