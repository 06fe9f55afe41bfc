import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from entente.models import plain
from entente.models.covariance import cluster_meat, dyadic_meat, repair


def test_dyadic_meat_by_hand() -> None:
    # Rows 12 and 13 share state 1; 45 stands alone: (1 + 2)^2 + 3^2.
    scores = np.array([[1.0], [2.0], [3.0]])
    assert dyadic_meat(scores, np.array([1, 1, 4]), np.array([2, 3, 5]))[0, 0] == 18
    # The same dyad in two years, once in each order, is a dyad: (1 + 2)^2, not twice that.
    assert dyadic_meat(scores[:2], np.array([1, 2]), np.array([2, 1]))[0, 0] == 9
    # A self-dyad shares one state with itself and is not subtracted.
    assert dyadic_meat(scores[:1], np.array([1]), np.array([1]))[0, 0] == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.booleans())
def test_fast_meats_are_the_pairwise_sums(seed: int, k: int, self_dyads: bool) -> None:
    rng = np.random.default_rng(seed)
    a = rng.integers(0, 6, 30)
    b = rng.integers(0, 6, 30) if self_dyads else (a + rng.integers(1, 6, 30)) % 6
    scores, cluster = rng.normal(size=(30, k)), rng.integers(-1, 8, 30)
    assert_allclose(dyadic_meat(scores, a, b), plain.dyadic_meat(scores, a, b), atol=1e-12)
    assert_allclose(cluster_meat(scores, cluster), plain.cluster_meat(scores, cluster), atol=1e-12)


def test_one_state_in_every_dyad_leaves_no_dyadic_variation() -> None:
    scores = np.array([[1.0], [-3.0], [2.0]])  # scores sum to zero at an estimate
    assert dyadic_meat(scores, np.array([1, 1, 1]), np.array([2, 3, 4]))[0, 0] == 0


def test_negative_eigenvalues_are_clipped_and_said() -> None:
    meat, clipped = repair(np.array([[0.0, 2.0], [2.0, 0.0]]))  # eigenvalues 2 and -2
    assert clipped
    assert_allclose(meat, np.ones((2, 2)))
    same, clipped = repair(np.array([[2.0, 1.0], [1.0, 2.0]]))
    assert not clipped
    assert_allclose(same, [[2, 1], [1, 2]])
