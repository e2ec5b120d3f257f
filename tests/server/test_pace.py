from assist.server.pace import Pace


def test_a_burst_passes_and_what_comes_after_it_waits() -> None:
    pace = Pace(rate=20, burst=60)
    assert [pace.wait(100.0) for _ in range(60)] == [0.0] * 60
    assert pace.wait(100.0) == 1 / 20


def test_B18_the_rate_passes_for_ever() -> None:
    pace = Pace(rate=20, burst=60)
    assert all(pace.wait(100 + n / 19) == 0 for n in range(10_000))


def test_B18_more_than_the_rate_is_cut_to_the_rate() -> None:
    pace = Pace(rate=20, burst=60)
    passed = sum(pace.wait(100 + n / 101) == 0 for n in range(1010))
    assert 255 <= passed <= 261


def test_a_rest_fills_the_burst_and_no_more() -> None:
    pace = Pace(rate=20, burst=3)
    for now in (0.0, 1000.0):
        assert [pace.wait(now) == 0 for _ in range(4)] == [True, True, True, False]
