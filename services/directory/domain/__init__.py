"""What the register decides: which rows of a file are taken, who may sign in by which code."""
