"""Pages: the front door and signing in for everybody, the register for the national team."""

from fastapi import APIRouter

from services.directory.pages import gaps, imports, people, register, sign_in

router = APIRouter(include_in_schema=False)
for part in (sign_in, gaps, imports, people, register):
    router.include_router(part.router)

__all__ = ["router"]
