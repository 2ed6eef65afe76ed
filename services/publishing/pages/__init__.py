"""The national team's desk."""

from fastapi import APIRouter

from services.publishing.pages import desk, new

router = APIRouter(include_in_schema=False)
router.include_router(new.router)
router.include_router(desk.router)
