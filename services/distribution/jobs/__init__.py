"""What distribution does on a clock.

`planning` writes down who gets which mail, `sending` takes from there what is due, and `searching` looks
whether a mail that waits has fallen out of the queue. `rest` is how they pause when whom they ask is away.
"""
