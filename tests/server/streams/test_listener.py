from assist.server.streams.listener import Pauses


def test_pauses_grow_and_stay_within_their_bounds() -> None:
    pauses = Pauses()
    for breaks in (1, 2, 5, 50):
        waits = [pauses.after(breaks) for _ in range(200)]
        assert all(1.0 <= wait <= min(30.0, 2.0**breaks) for wait in waits)
        assert max(waits) - min(waits) > 0.5
    assert max(pauses.after(50) for _ in range(200)) > 20.0
