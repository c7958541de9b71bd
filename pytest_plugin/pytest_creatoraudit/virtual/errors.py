"""What can go wrong with virtual time, and how running code is unwound.

Errors are what users see. Unwinding happens by `BaseException`, so that a poller which catches
`Exception` does not catch the end of its test; it never leaves the block.
"""

from __future__ import annotations


class VirtualTimeError(RuntimeError):
    """Something cannot be done on virtual time, or went wrong on it; the message says what."""


class Hang(VirtualTimeError):
    """Everybody waits, and nothing is left that could wake anybody."""


class Spin(VirtualTimeError):
    """Something happens again and again without time moving."""


class Stall(VirtualTimeError):
    """Virtual time stood still for too long, because something real did not end."""


class Unsupported(VirtualTimeError):
    """Something that virtual time cannot count, and therefore refuses."""


class HorizonIgnored(VirtualTimeError):
    """Code went on after it was stopped at the horizon."""


class Unwind(BaseException):
    """Unwinds code that runs on virtual time."""


class Stop(Unwind):
    """The horizon is reached."""


class Abort(Unwind):
    """Something went wrong; the timeline's verdict says what."""
