import json

import pytest

from contracts.envelope import NotUnderstood, read, to_json
from contracts.topics import ALERTS
from tests.builders import an_alert, said


@pytest.mark.parametrize("sequence", [[], {}, 1.5, "x", "", "-1", 0])
def test_a_sequence_that_is_no_number_is_not_understood(sequence: object) -> None:
    message = json.loads(to_json(said(an_alert()))) | {"sequence": sequence}

    with pytest.raises(NotUnderstood, match="sequence"):
        read(ALERTS, json.dumps(message).encode())
