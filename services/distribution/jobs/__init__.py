"""What distribution does on a clock.

`planning` writes down who gets which mail, `sending` takes from there what is due. `rest` is how they pause when
whom they ask is away.
"""
