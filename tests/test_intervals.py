"""One share has one interval, wherever it is shown."""

import numpy as np

from dashboard.intervals import measure_counts, measure_gap, measure_shares


def test_the_order_of_threads_changes_no_interval() -> None:
    numbers = np.random.default_rng(7).integers(0, 6, size=(40, 4))
    turned = numbers[np.random.default_rng(8).permutation(len(numbers))]

    assert measure_counts(numbers) == measure_counts(turned)


def test_the_order_of_threads_changes_no_distance() -> None:
    readers, others = np.random.default_rng(9).integers(0, 6, size=(2, 40, 4))
    places = np.random.default_rng(10).permutation(len(readers))

    assert measure_gap(readers, others, stance="against") == measure_gap(
        readers[places], others[places], stance="against"
    )


def test_rows_give_the_interval_of_their_counts_whatever_the_names_of_threads() -> None:
    numbers = np.random.default_rng(11).integers(1, 6, size=(12, 4))
    stances = ("against", "favour", "neutral", "unclear")
    rows = [
        {"thread_id": f"{(17 * line) % 12}", "stance": stance, "n": int(numbers[line, column])}
        for line in range(len(numbers))
        for column, stance in enumerate(stances)
    ]

    assert [(one.low, one.high) for one in measure_shares(rows, stances)] == [
        (one.low, one.high) for one in measure_counts(numbers, stances)
    ]
