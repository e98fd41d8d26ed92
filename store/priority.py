"""How a process that nobody waits for gives way to those that people read from."""

import os

# As `nice -n 10`: what reads gets nine tenths of a processor that both want, and the night all of an idle one.
NICENESS = 10


def give_way() -> None:
    """Lowers the priority of this process and of those it starts; it never raises it again.

    Does nothing where the system refuses (a container may).
    """
    try:
        if os.getpriority(os.PRIO_PROCESS, 0) < NICENESS:
            os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    except OSError:
        return
