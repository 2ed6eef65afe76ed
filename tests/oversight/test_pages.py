from tests.oversight.stage import ALERT, Stage, a_story


async def test_a_region_sees_first_who_has_not_acknowledged(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.clock.advance(days=4)
    stage.sign_in()
    seen = await stage.sees(ALERT)
    print(seen)

    assert "1 of 3 organisations has acknowledged; 2 have not and are late since Tuesday 25 November." in seen
    stage.sign_in_nationally()
    for a in (
        "/regions/Y58",
        "/nation",
        "/nation/live",
        ALERT + "/live",
        "/nation/alerts/NatPSA/2025/006/NHSPS",
    ):
        print(a, await stage.sees(a))
        print()
