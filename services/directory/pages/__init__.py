"""Pages: the front door and signing in for everybody, the register for the national team."""

from fastapi import APIRouter

from services.directory.pages import api_keys, gaps, imports, people, provider, register, sessions, sign_in

router = APIRouter(include_in_schema=False)
for part in (sign_in, provider, sessions, gaps, imports, people, register, api_keys):
    router.include_router(part.router)

__all__ = ["router"]
