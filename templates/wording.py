"""Values as people in the field say them: days with their weekday, times of day in the UK."""

import math
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NOON = time(12)
LAST_MINUTE = time(23, 59)
MEGABYTE = 1_000_000
SPANS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def in_the_uk(instant: datetime) -> datetime:
    """The same instant on a clock in London; one without a zone has no such place."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    return instant.astimezone(LONDON)


def uk_date(value: date) -> date:
    """A date is as it is; an instant falls on a day in London."""
    return in_the_uk(value).date() if isinstance(value, datetime) else value


def day(value: date) -> str:
    """Monday 24 November 2025."""
    on = uk_date(value)
    return f"{on:%A} {on.day} {on:%B %Y}"


def short_day(value: date) -> str:
    """Mon 24 Nov."""
    on = uk_date(value)
    return f"{on:%a} {on.day} {on:%b}"


def time_of_day(instant: datetime) -> str:
    """9:58am, 5pm, midday."""
    at = in_the_uk(instant).time().replace(second=0, microsecond=0)
    if at == NOON:
        return "midday"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at < NOON else 'pm'}"


def moment(instant: datetime) -> str:
    """Monday 24 November 2025, 5pm."""
    return f"{day(instant)}, {time_of_day(instant)}"


def period(starts_at: datetime, ends_at: datetime) -> str:
    """Wednesday 3 December 2025, 2pm to 3pm; with the day once more where it is another one."""
    ends = time_of_day(ends_at) if uk_date(ends_at) == uk_date(starts_at) else moment(ends_at)
    return f"{moment(starts_at)} to {ends}"


def deadline(value: date) -> str:
    """The day alone when it ends with that day, as people say it; otherwise the moment."""
    if isinstance(value, datetime) and in_the_uk(value).time() < LAST_MINUTE:
        return moment(value)
    return day(value)


def age(instant: datetime, now: datetime) -> str:
    """How long something has waited, in the largest unit that fits: 3 hours."""
    seconds = (now - instant).total_seconds()
    for length, unit in SPANS:
        if seconds >= length:
            return plural(int(seconds // length), unit)
    return "less than a minute"


def duration(took: timedelta) -> str:
    """How long something took, in the two largest units that say something: 2 hours 10 minutes."""
    left = round(took.total_seconds())
    parts: list[str] = []
    for length, unit in (*SPANS, (1, "second")):
        count, left = divmod(left, length)
        # A pair that is not neighbours, such as days and seconds, would be more exact than it is useful.
        if len(parts) == 1:
            return " ".join([*parts, *([plural(count, unit)] if count else [])])
        if count:
            parts.append(plural(count, unit))
    return parts[0] if parts else "less than a second"


def not_stated(value: object) -> object:
    """What an issuer left out is said to be left out, never guessed."""
    return "Not stated" if value is None or value == "" else value


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """1 organisation, 1,204 organisations."""
    counted = noun if count == 1 else nouns or f"{noun}s"
    return f"{count:,} {counted}"


def percentage(part: int, whole: int) -> str:
    """Never rounded up to "100%" or down to "0%" while that is not true."""
    if whole == 0:
        return "0%"
    share = 100 * part / whole
    return f"{math.ceil(share) if share < 1 else min(round(share), 99 if part < whole else 100)}%"


def file_size(size: int) -> str:
    """Bytes as kB or MB, in thousands."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1_000))} kB"
    return f"{size / MEGABYTE:.1f} MB"


def one_line(text: str) -> str:
    """Safe in a mail's subject, wherever the text came from."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """Prose as written, one entry a line, for mail programs that know no line breaks but elements."""
    return [one_line(line) for line in text.splitlines() if line.strip()]


def sentence_case(text: str) -> str:
    """Only the first letter is raised, so that NHS stays NHS."""
    return text[:1].upper() + text[1:]


FILTERS = {
    "age": age,
    "day": day,
    "deadline": deadline,
    "duration": duration,
    "file_size": file_size,
    "moment": moment,
    "not_stated": not_stated,
    "one_line": one_line,
    "paragraphs": paragraphs,
    "percentage": percentage,
    "period": period,
    "plural": plural,
    "sentence_case": sentence_case,
    "short_day": short_day,
    "time_of_day": time_of_day,
}
