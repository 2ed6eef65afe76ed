"""Decisions of responses: whose link it is, what a form says, where an organisation stands."""
