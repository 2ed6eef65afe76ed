"""Pages: the front door and signing in for everybody, the register for the national team."""

from fastapi import APIRouter

from services.directory.pages import (
    batches,
    gaps,
    imports,
    moving,
    partners,
    people,
    register,
    registering,
    sign_in,
    verifying,
)

router = APIRouter(include_in_schema=False)
for part in (sign_in, gaps, imports, batches, moving, partners, people, register, registering, verifying):
    router.include_router(part.router)

__all__ = ["router"]
