"""What distribution decides: whom an alert is for, until when, and what follows from an attempt at a mail."""
