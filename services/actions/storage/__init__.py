"""What actions remembers, gathered by `standing`.

`heard` from neighbours, `records` of answers, `assignments`, `decisions`, `sign_offs`, `progress`.
"""
