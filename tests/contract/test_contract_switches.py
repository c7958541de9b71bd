"""A dialect as a value: equal by what is chosen, immutable, and strict about names and values."""

import copy
import pickle

import pytest

from creatoraudit_mock import Dialect


def test_defaults_may_be_spelled_out() -> None:
    """To choose a default is to choose nothing."""
    assert Dialect(**Dialect().values()) == Dialect()
    assert hash(Dialect(**Dialect().values())) == hash(Dialect())


def test_they_differ_by_what_is_chosen() -> None:
    """Another value makes another dialect, whatever the order of the switches."""
    one = Dialect(delete_status=200, duplicate=200)
    assert one == Dialect(duplicate=200, delete_status=200)
    assert len({one, Dialect(delete_status=200), Dialect()}) == 3
    assert Dialect() != {}


def test_copies_are_equal() -> None:
    """It goes to other processes, and comes back the same."""
    one = Dialect(delete_status=200)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(one)).delete_status == 200  # noqa: S301 - our own


def test_it_cannot_be_changed() -> None:
    """Worlds share it, so it is made anew instead; the message says so."""
    one = Dialect(delete_status=200)
    with pytest.raises(AttributeError, match="make another one with delete_status=204"):
        one.delete_status = 204  # type: ignore[misc]
    with pytest.raises(AttributeError, match="make another one without delete_status"):
        del one.delete_status
    assert one.delete_status == 200


def test_unknown_switch_is_named_with_the_nearest() -> None:
    """A name that is mistyped is answered with what it may have meant."""
    with pytest.raises(TypeError, match="unknown dialect switch 'delete_state', nearest: delete_"):
        Dialect(delete_state=200)  # type: ignore[call-arg]


@pytest.mark.parametrize("value", [201, 200.0, "200", True])
def test_other_values_are_refused(value: object) -> None:
    """A value must be one of the alternatives, and of its type."""
    with pytest.raises(ValueError, match="delete_status must be one of: 204, 200; got"):
        Dialect(delete_status=value)  # type: ignore[arg-type]
