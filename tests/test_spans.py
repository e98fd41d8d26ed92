"""Tables week by week: a week of nothing is 0, a week that was not read says so."""

from datetime import date

import pytest

from dashboard.spans import fill_spans, list_spans
from store.queries.filters import Filters

WEEKS = Filters(first_on=date(2026, 10, 5), last_on=date(2026, 11, 1))


def test_a_week_of_nothing_is_zero_and_a_week_not_read_says_so() -> None:
    gaps = [{"day": "2026-10-20", "source_id": "a", "source": "La Gazette", "status": "failed"},
            {"day": "2026-10-20", "source_id": "b", "source": "Le Rivage", "status": "failed"}]  # fmt: skip
    found = fill_spans(WEEKS, gaps, rows={"2026-10-05": [4]}, lines={"2026-10-05": ["4"]}, nothing=[0])
    assert found.rows == [["2026-10-26", 0, 0], ["2026-10-19", None, 1], ["2026-10-12", 0, 0], ["2026-10-05", 4, 0]]
    assert [line[1] for line in found.lines] == ["0", "–", "0", "4"]
    assert "collecte incomplète (1\u00a0jour)" in str(found.lines[1][0])


def test_a_week_read_in_part_keeps_its_number_and_its_missing_days() -> None:
    gaps = [{"day": day, "source_id": "", "source": "", "status": "none"} for day in ("2026-10-06", "2026-10-07")]
    found = fill_spans(WEEKS, gaps, rows={"2026-10-05": [4]}, lines={"2026-10-05": ["4"]}, nothing=[0])
    assert found.rows[-1] == ["2026-10-05", 4, 2]


@pytest.mark.parametrize(
    ("first", "last", "spans"),
    [(date(2026, 10, 7), date(2026, 10, 12), ["2026-10-12", "2026-10-05"]),
     (date(2024, 12, 15), date(2026, 11, 1), ["2026-11-01", "2024-12-01"])],
)  # fmt: skip
def test_every_week_or_month_of_a_period_is_listed(first: date, last: date, spans: list[str]) -> None:
    found = list_spans(Filters(first_on=first, last_on=last))
    assert [found[0], found[-1]] == spans
