"""What the services say to each other: events, the topics that carry them, and the signed link.

A contract is a promise to whoever hears it.
It may gain an optional field; anything else is a new version beside the old one.
`schemas/` and `asyncapi.yaml` are generated from these models by `cascade contracts --write`;
`examples/` keeps one message for every event and version ever promised, and a test replays them for ever.
This package imports nothing of ours.
"""
