from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assist.journal.redis.leases import BEAT
from benchmarks import cell, plan, plan_report, simulation
from benchmarks.cell import LEASE, Cell, Node, Setting
from benchmarks.inputs import FILE, WHAT, Costs, load, text
from benchmarks.report import markdown

COSTS = Costs(
    node_cpu_us=500.0,
    connect_us=1000.0,
    base_mb=200.0,
    worker_mb=50.0,
    widget_kb=30.0,
    chat_kb=10.0,
    start_s=5.0,
    redis_cpu_us=50.0,
    redis_beat_us=1000.0,
    redis_message_bytes=500.0,
    redis_id_bytes=100.0,
    redis_disk_bytes=2000.0,
    redis_in_bytes=2000.0,
    redis_out_bytes=1000.0,
    sync_ms=1.0,
)
SCRIPTS = Path(cell.__file__).parents[1] / "assist" / "journal" / "redis" / "scripts"


def test_the_file_of_costs_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "costs.toml"
    path.write_text(text(COSTS))
    assert load(path) == COSTS
    assert load(FILE).node_cpu_us > 0


@pytest.mark.parametrize("change", ["node_cpu_us = 0", "something = 1"])
def test_a_file_that_lacks_a_cost_or_has_none_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "costs.toml"
    whole = text(COSTS).splitlines()
    name = change.partition(" ")[0]
    path.write_text("\n".join([line for line in whole if not line.startswith(name)] + [change]))
    with pytest.raises(ValueError, match=name):
        load(path)


def test_twice_the_chats_need_twice_the_nodes_and_memory() -> None:
    one, two = (plan.need(COSTS, chats, 1.0) for chats in (100_000, 200_000))
    # 10,000 messages a second, 500 us each, six tenths of each core.
    assert one.nodes == 9
    assert two.nodes == 17
    assert two.redis_gb == pytest.approx(2 * one.redis_gb)


def test_ids_stay_for_four_days_however_short_chats_are_kept() -> None:
    assert plan.kept_bytes(COSTS, 0.0) == 4 * plan.BUSY_DAY * 100
    assert plan.kept_bytes(COSTS, 1.0) == plan.BUSY_DAY * (400 + 4 * 100)
    assert plan.kept_bytes(COSTS, 10.0) == plan.BUSY_DAY * 10 * 500
    # An hour may be a busy one.
    assert plan.loaded(1 / 24) == pytest.approx(3600)


def test_widgets_come_back_as_fast_as_nodes_take_them_and_have_time_for_them() -> None:
    assert plan.node_chats(COSTS) == 12_000
    assert plan.back_seconds(COSTS, 100.0) == 120.0
    # Four tenths of a core, a millisecond each.
    assert plan.back_seconds(COSTS, 500.0) == pytest.approx(30.0)


def test_what_is_short_first_is_named() -> None:
    assert plan.need(COSTS, 100_000, 30.0).short == "Redis's memory"
    small = replace(COSTS, redis_message_bytes=1.0, redis_id_bytes=0.5)
    assert plan.need(small, 10_000_000, 1.0).short == "Redis's thread"
    assert plan.need(replace(small, redis_in_bytes=1e6), 10_000_000, 1.0).short == "Redis's network"
    assert plan.need(COSTS, 1_000, 1.0).short == ""


def test_the_largest_cell_is_one_cell_and_no_more() -> None:
    chats = plan.cell_chats(COSTS, 1.0)
    assert plan.need(COSTS, int(chats * 0.98), 1.0).most == 1
    assert plan.need(COSTS, int(chats * 1.02), 1.0).most == 2


def test_a_node_serves_one_after_the_other() -> None:
    node = Node(accept_rate=500.0)
    assert [node.serve(at, 2.0) for at in (0.0, 1.0, 10.0)] == [2.0, 4.0, 12.0]


def test_waits_at_half_load_are_those_of_the_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    # Pollaczek and Khinchine: with nothing but the first part, a mean wait of
    # load / (1 - load) / 2 * (1 + variation squared) services.
    monkeypatch.setattr(cell, "PARTS", (1.0, 0.0, 0.0))
    free = replace(COSTS, node_cpu_us=1000.0, redis_cpu_us=1e-6, sync_ms=1e-6)
    outcome = Cell(free, Setting(nodes=1, rate=500.0, seconds=200.0)).run()
    waited = np.mean(outcome.lags("acknowledged", 0.0, 200.0)) - cell.TRIP - 0.001
    assert waited == pytest.approx(0.001, rel=0.15)


def test_the_same_seed_brings_the_same_and_all_are_read() -> None:
    setting = Setting(nodes=3, rate=1000.0, seconds=3.0)
    one, same, other = (
        Cell(COSTS, replace(setting, seed=seed)).run().lags("read", 0, 3) for seed in (1, 1, 2)
    )
    assert one == same != other
    assert len(one) == pytest.approx(3000, rel=0.1)


def test_what_a_dead_node_had_is_read_within_lease_and_beat() -> None:
    setting = Setting(nodes=10, rate=16_000.0, seconds=2.0, dies=1.0)
    messages = Cell(replace(COSTS, redis_cpu_us=5.0), setting).run().messages
    assert all(one.acknowledged is not None and one.read is not None for one in messages)
    left = [one for one in messages if one.due < 1.0 and (one.read or 0) > 1.5]
    assert left
    # A message that was not acknowledged yet is sent again a second later.
    assert max(one.read or 0.0 for one in left) < 1.0 + LEASE + BEAT + 0.2
    assert min(one.read or 0.0 for one in left) >= 1.0 + min(LEASE - BEAT, cell.RETRY)


def test_widgets_come_back_no_faster_than_nodes_take_them() -> None:
    setting = Setting(nodes=3, rate=100.0, seconds=2.0, dies=0.5, sockets=3000, accept_rate=200.0)
    dark = sorted(Cell(COSTS, setting).run().dark)
    assert len(dark) == 3000
    # A burst of one second's, then two nodes with 200 a second each.
    assert dark[-1] >= (3000 - 400) / 400
    alone = replace(setting, sockets=300)
    assert max(Cell(COSTS, alone).run().dark) < 1.5


def test_the_lease_is_that_of_the_scripts() -> None:
    assert f"local LEASE = {LEASE * 1000:g}\n" in (SCRIPTS / "lease.lua").read_text()


def test_the_pages_show_what_the_file_of_costs_gives() -> None:
    costs = load()
    for page, tables in (
        ("sizing.md", plan_report.sizing(costs)),
        ("scaling.md", plan_report.arithmetic(costs)),
    ):
        whole = (simulation.DOCS / page).read_text().splitlines()
        wanted = markdown(simulation.COMMAND, simulation.facts(costs), tables).splitlines()
        assert [line for line in wanted if line not in whole] == [], simulation.COMMAND


def test_a_quick_run_shows_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    simulation.main(["--quick"])
    printed = capsys.readouterr().out
    for title in ("What one core carries", "The largest cell", "When a node dies"):
        assert title in printed
    assert all(what in printed for what in WHAT.values())
