"""Rows written without sqlite-utils: quick, and no way in for a statement."""

from pathlib import Path

import pytest

from store.database import insert_row, open_database, put_row, rows


def test_a_row_put_twice_is_one_row_with_the_last_values(tmp_path: Path) -> None:
    db = open_database(tmp_path / "vigie.db")
    for name in ("Le Phare", "Le Grand Phare"):
        put_row(db, "sources", {"id": "phare", "name": name, "audience": "local", "tier": 1}, pk="id")
    assert rows(db, "select id, name from sources") == [{"id": "phare", "name": "Le Grand Phare"}]
    db.close()


def test_a_row_cannot_bring_a_statement_in_the_name_of_a_column(tmp_path: Path) -> None:
    db = open_database(tmp_path / "vigie.db")
    with pytest.raises(ValueError, match="no name of a table or column"):
        insert_row(db, "runs", {'command") values (1); drop table runs; --': "x"})
    db.close()
