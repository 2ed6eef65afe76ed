"""Refusals as a handler of a request may raise them."""

NOTHING_SAVED = "Nothing was saved."


class Refused(Exception):  # noqa: N818 — it reads as a sentence where it is raised
    """The request is answered with a refusal; every text is for the reader."""

    def __init__(
        self,
        status: int,
        title: str,
        what_happened: str = "",
        *,
        what_to_do: str = "",
        was_saved: str = NOTHING_SAVED,
        troubles: tuple[str, ...] = (),
        typed: tuple[str, ...] = (),
    ) -> None:
        """`troubles` are the single faults of what was sent, each with its field; `typed` is given back."""
        super().__init__(title)
        self.status, self.title, self.what_happened = status, title, what_happened
        self.what_to_do, self.was_saved, self.troubles = what_to_do, was_saved, troubles
        self.typed = typed


class NotSignedIn(Exception):  # noqa: N818 — as above
    """The page needs somebody who has signed in."""
