"""What a plan refuses before anything is read."""

import pytest

from coterie import registry
from coterie.errors import InputError
from coterie.plan import make_plan


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("memory", size) for size in ("lots", "", "0", "1", "-1GB", "1PB", "1GB; x")),
        ("seed", 2**32),
        ("seed", -1),
        ("method", ""),
        ("as_of", "9999-12-31"),
        ("until", "9999-12-31"),
        ("threads", 0),
        ("threads", 100_000),
        ("clip", float("nan")),
        ("weights", {"silhouette": -1}),
        ("weights", {"silhouette": float("nan")}),
        ("weights", "silhouette"),
        ("k", "x"),
        ("k", "3:"),
        ("k", ":3"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_by_name(name, value) -> None:
    with pytest.raises(InputError, match=rf"The setting {name} is .* but it must be .*\[bad-setting\]"):
        make_plan(**{name: value})


@pytest.mark.parametrize("size", ["1GB", "512MiB", "1.5 gb", "2TB"])
def test_sizes_of_memory(size) -> None:
    from coterie.engines.duckdb import DuckDBEngine

    with DuckDBEngine(memory=make_plan(memory=size).memory) as engine:
        assert engine.rows("SELECT 1") == [(1,)]


def test_weights_name_yardsticks_and_leave_one_to_choose_by() -> None:
    assert make_plan(weights={"squared-silhouette": "2"}).weights == {"squared-silhouette": 2.0}
    with pytest.raises(InputError, match=r"There is no yardstick 'silhouete'. Did you mean 'silhouette'\? \[unknown-yardstick\]"):
        make_plan(weights={"silhouete": 1})
    with pytest.raises(InputError, match=r"Every yardstick has the weight 0.*\[no-weights\]"):
        make_plan(weights=dict.fromkeys(registry.members("judge"), 0))
