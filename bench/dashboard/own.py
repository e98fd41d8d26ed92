"""What the drawing of a view takes of its own thread, without what AppTest does around it."""

import time

OWN_MS: list[int] = []


def draw_timed(name: str) -> None:
    """Draws a view, as the application does, and adds the processor time of its thread to `OWN_MS`."""
    from dashboard.shell import show_view

    began = time.thread_time()
    show_view(name)
    OWN_MS.append(round(1000 * (time.thread_time() - began)))
