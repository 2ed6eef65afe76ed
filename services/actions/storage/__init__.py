"""What actions remembers, gathered by `standing`.

`heard` from neighbours, `records` of answers, `decisions`, `sign_offs`, `progress`; `choosing` in vain.
"""
