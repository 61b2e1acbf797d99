"""Methods under the names of their classes."""

import pytest

import coterie.cluster
from coterie.registry import member, members


@pytest.mark.parametrize("method", members("cluster"))
def test_every_method_is_found_by_the_name_of_its_class(method: str) -> None:
    kind = member("cluster", method)
    assert getattr(coterie.cluster, kind.__name__) is kind
    assert kind.__name__ in dir(coterie.cluster)


def test_what_is_no_method_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'KMean'"):
        coterie.cluster.KMean  # noqa: B018
