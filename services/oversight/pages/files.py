"""What is taken away from a page as a file."""

from fastapi import Response


def taken_away(content: bytes, media_type: str, name: str) -> Response:
    """As a file of this name, whatever the browser would rather do with it."""
    return Response(
        content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def safe_name(name: str) -> str:
    """What the file is called, with nothing in it that a header or a disk would misread."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-") else "-" for sign in name)
