import socket

import pytest

from services.local.errors import PortInUseError
from services.local.ports import answers, choose_port


def test_an_asked_for_port_in_use_is_named_together_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            PortInUseError, match=f"Port {port}, asked for the mailbox.* another one for the mail"
        ):
            choose_port("the mailbox", port)


def test_a_port_is_found_free_unless_it_is_asked_for() -> None:
    found = choose_port("the mailbox")
    assert not answers(found)
    assert choose_port("the mailbox", found) == found
