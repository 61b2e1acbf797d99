"""What every method must do, whichever it is."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.base import clone, is_clusterer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks
from threadpoolctl import threadpool_limits

from coterie import registry
from coterie.kernels.groups import groups

METHODS = [registry.member("cluster", name) for name in registry.members("cluster")]
METHODS = [kind for kind in METHODS if not kind.rule]
BY_K = [kind for kind in METHODS if kind.by_k]


def all_checks(estimator):
    """The checks of scikit-learn; it knows clusterers by their base class, so those of clustering are asked for by name."""
    name = type(estimator).__name__
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*does not inherit from", category=UserWarning)
        yield from (check for _, check in estimator_checks.estimator_checks_generator(estimator))
    yield from (estimator_checks.partial(check, name) for check in estimator_checks._yield_clustering_checks(estimator))


CHECKS = [pytest.param(kind(), check, id=f"{kind.__name__}-{check.func.__name__}") for kind in METHODS for check in all_checks(kind())]
every_method = pytest.mark.parametrize("kind", METHODS, ids=lambda kind: kind.__name__)
every_method_told_k = pytest.mark.parametrize("kind", BY_K, ids=lambda kind: kind.__name__)


@pytest.fixture(scope="module")
def blobs():
    random = np.random.default_rng(2)
    rows = random.normal(size=(240, 3)) + 6.0 * random.integers(0, 3, 240)[:, None]
    return rows.round(2), random.integers(1, 6, 240).astype(float)


@pytest.mark.filterwarnings("ignore:Only .* distinct rows")
@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_scikit_learn_accepts_it(estimator, check):
    check(estimator)


@every_method_told_k
def test_it_works_with_what_scikit_learn_offers(kind, blobs):
    rows, weight = blobs
    fitted = clone(kind(2)).set_params(n_clusters=3).fit(rows, sample_weight=weight)
    assert is_clusterer(fitted)
    assert repr(fitted) == f"{kind.__name__}(n_clusters=3)"
    scaled = make_pipeline(StandardScaler(), kind(3))
    assert (scaled.fit_predict(rows) == scaled.predict(rows)).all()


@every_method_told_k
@pytest.mark.parametrize("wrong", [0, 2.5, "3", True, None], ids=repr)
def test_a_number_of_groups_that_is_none_is_refused(kind, wrong):
    with pytest.raises(ValueError, match=f"n_clusters of {kind.__name__} must be a whole number, at least 1, and is {wrong!r}"):
        kind(wrong).fit([[0.0], [1.0]])


@every_method
@pytest.mark.parametrize("huge", [1e155, -1e306], ids=str)
def test_a_value_whose_square_is_no_number_is_refused(kind, huge):
    with pytest.raises(ValueError, match="scale it first"):
        kind().fit([[0.0], [huge], [1.0]])


@every_method
def test_a_parameter_that_there_is_not_is_refused(kind):
    with pytest.raises(ValueError, match=f"{kind.__name__} has no parameter 'n_cluster'; it has: {kind.settings[0].name}"):
        kind().set_params(n_cluster=3)


def test_a_sweep_imports_neither_scikit_learn_nor_scipy():
    program = (
        "import sys, numpy\nfrom coterie import registry\n"
        "for name in ('kmeans', 'ward'): registry.member('cluster', name)().sweep(numpy.eye(6), (2, 3), numpy.ones(6))\n"
        "print({'sklearn', 'scipy'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "set()\n"


@every_method
def test_it_says_what_it_is(kind):
    assert kind.title
    assert kind.weights
    assert kind.sure
    declared = [each.name for each in kind.settings]
    assert declared + ["random_state"] * ("random_state" in kind().get_params()) == list(kind().get_params())
    assert all(each.sentence.endswith(".") and each.fits(getattr(kind(), each.name)) for each in kind.settings)
    assert re.fullmatch(r"[A-Z].+[.]", kind.when)


@every_method
def test_shuffled_rows_get_the_same_labels(kind, blobs):
    rows, weight = blobs
    order = np.random.default_rng(0).permutation(len(rows))
    straight, shuffled = kind().fit(rows, sample_weight=weight / 3), kind().fit(rows[order], sample_weight=weight[order] / 3)
    assert (straight.labels_[order] == shuffled.labels_).all()
    assert straight.prototypes_.mean.tobytes() == shuffled.prototypes_.mean.tobytes()


@every_method
def test_threads_change_nothing(kind, blobs):
    rows, weight = blobs
    found = []
    for threads in (1, 2, 8):
        with threadpool_limits(limits=threads):
            found.append(kind().fit(rows, sample_weight=weight).prototypes_.mean.tobytes())
    assert len(set(found)) == 1


@every_method
def test_weights_are_repeated_customers(kind, blobs):
    rows, weight = blobs
    weighted, repeated = kind().fit(rows, sample_weight=weight), kind().fit(rows.repeat(weight.astype(int), axis=0))
    assert (weighted.labels_.repeat(weight.astype(int)) == repeated.labels_).all()
    assert weighted.inertia_ == pytest.approx(repeated.inertia_)
    assert weighted.confidence(rows).tobytes() == repeated.confidence(rows).tobytes()


@every_method
def test_training_rows_get_exactly_their_labels(kind, blobs):
    fitted = kind().fit(blobs[0])
    assert (fitted.predict(blobs[0]) == fitted.labels_).all()


@every_method_told_k
def test_a_sweep_is_the_same_as_single_fits(kind, blobs):
    rows, weight = blobs
    for fitted in kind().sweep(rows, (2, 3, 5), sample_weight=weight):
        alone = kind(fitted.n_clusters).fit(rows, sample_weight=weight)
        assert fitted.prototypes_.mean.tobytes() == alone.prototypes_.mean.tobytes()
        assert (fitted.labels_ == alone.labels_).all()


@every_method
def test_scatter_adds_to_the_sum_of_squares(kind, blobs):
    rows, weight = blobs
    fitted = kind().fit(rows, sample_weight=weight, scatter=np.broadcast_to(np.eye(3), (len(rows), 3, 3)))
    real = fitted.labels_ >= 0
    within = groups(rows[real], weight[real], fitted.labels_[real]).within.sum()
    assert fitted.inertia_ == pytest.approx(within + 3 * real.sum())


@every_method_told_k
def test_the_heaviest_group_comes_first(kind, blobs):
    rows, weight = blobs
    sizes = np.bincount(kind(3).fit(rows, sample_weight=weight).labels_, weights=weight)
    assert (np.diff(sizes) <= 0).all()


@every_method_told_k
def test_too_few_distinct_rows_make_fewer_groups_and_say_so(kind):
    with pytest.warns(UserWarning, match="Only 2 distinct rows: that many groups instead of 5"):
        assert set(kind(5).fit([[0.0], [1.0], [1.0]] * 4).labels_) == {0, 1}


@every_method
def test_everyone_gets_a_label_and_a_confidence(kind, blobs):
    fitted = kind().fit(blobs[0])
    asked = np.concatenate([blobs[0][:5], [[40.0, 40.0, 40.0], [-9e100, 3.0, 0.0]]])
    sure = fitted.confidence(asked)
    assert sure.shape == (7,)
    assert ((sure >= 0) & (sure <= 1)).all()
    assert set(fitted.predict(asked)) <= {-1, *range(len(fitted.centroids_))}


@every_method
def test_missing_numbers_are_refused(kind, blobs):
    fitted = kind().fit(blobs[0])
    for asked in (fitted.predict, fitted.confidence):
        with pytest.raises(ValueError, match="contains NaN"):
            asked([[np.nan, 0.0, 0.0]])


@every_method
@pytest.mark.filterwarnings("ignore:Only .* distinct rows")
def test_hostile_rows_are_grouped_all_the_same(kind):
    random = np.random.default_rng(4)
    usual = random.normal(size=(60, 2))
    for rows in (np.ones((30, 2)), np.column_stack([usual[:, 0], np.ones(60)]), np.concatenate([usual, [[1e9, -1e9]]]), usual[:1]):
        fitted = kind().fit(rows)
        assert np.isfinite(fitted.inertia_)
        assert (fitted.predict(rows) == fitted.labels_).all()
        assert np.isfinite(fitted.confidence(rows)).all()
