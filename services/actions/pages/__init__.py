"""What people see.

`cards` has the actions behind a specialist's own link, `assigning` who is asked to do one of them, `owners`
the one action behind the link of whoever was asked; `ways_in` says whose link it is, `forms` what they sent.
"""

from fastapi import APIRouter

from services.actions.pages import assigning, cards, owners

router = APIRouter(include_in_schema=False)
router.include_router(assigning.router)
router.include_router(owners.router)
# Last, because any word may stand where its addresses have an action's number.
router.include_router(cards.router)
