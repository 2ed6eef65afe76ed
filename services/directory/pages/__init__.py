"""Pages: the front door and signing in for everybody, the register for the national team."""

from fastapi import APIRouter

from services.directory.pages import (
    api_keys,
    batches,
    gaps,
    imports,
    moving,
    partners,
    people,
    provider,
    register,
    registering,
    sessions,
    sign_in,
    verifying,
)

PARTS = (
    *(sign_in, provider, sessions, gaps, imports, batches, moving, partners),
    *(people, register, registering, verifying, api_keys),
)
router = APIRouter(include_in_schema=False)
for part in PARTS:
    router.include_router(part.router)

__all__ = ["router"]
