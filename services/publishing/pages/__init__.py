"""The national team's desk.

`desk` lists what waits and what was issued. `new`, `ending` and `correcting` begin a draft, `writing` is its
form, `checking` its checklist, and `drafts` its own page with the steps to its issue, drawn by `showing`.
"""

from fastapi import APIRouter

from services.publishing.pages import checking, correcting, desk, drafts, ending, new, writing

router = APIRouter(include_in_schema=False)
router.include_router(new.router)
router.include_router(ending.router)
router.include_router(correcting.router)
router.include_router(desk.router)
router.include_router(writing.router)
router.include_router(checking.router)
# Last, because any word may stand where its addresses have a step.
router.include_router(drafts.router)
