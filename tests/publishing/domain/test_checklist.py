from services.publishing.domain.checklist import CRITERIA, KEYS, MESSAGE, open_points


def test_the_message_has_its_thirteen_points_and_no_two_points_share_a_key() -> None:
    assert len(MESSAGE) == 13
    assert len(set(KEYS)) == len(CRITERIA) + len(MESSAGE)


def test_a_point_is_open_until_it_is_ticked_with_or_without_a_note() -> None:
    assert [point.key for point in open_points(dict.fromkeys(KEYS[2:], ""))] == list(KEYS[:2])
