"""What people see: `cards` with the actions behind their own link; `ways_in` says whose link it is."""

from fastapi import APIRouter

from services.actions.pages import cards

router = APIRouter(include_in_schema=False)
router.include_router(cards.router)
