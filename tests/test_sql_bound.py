"""No value from outside stands inside a statement: what is pasted into SQL is written in the program."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("store", "crawler", "dashboard", "vigie", "nlp")
SQL = re.compile(
    r"^\s*(?:select\b[^.]*\bfrom\b|select count|insert (?:or \w+ )?into|update \w* ?set|update $|delete from|pragma |"
    r"drop |alter table|create (?:table|index|trigger|view|virtual)|attach |vacuum|with \w+ as)",
    re.IGNORECASE | re.DOTALL,
)
RUN = {"execute", "executemany", "executescript", "query", "rows", "one"}
# Pieces of SQL that a function is given or puts together: every caller was read, all are written in the program.
READ = {
    "store/aggregates.py": {"table"}, "store/analyses.py": {"known", "own"}, "store/backlog.py": {"what"},
    "store/erasure.py": {"table", "what", "own", "owned", "column"}, "store/retention.py": {
        "what", "table", "emptied", "thread", "day",
    }, "store/queries/export.py": {"sql", "wanted", "n_undated", "n_outside", "name"},
    "store/queries/morning.py": {"_new_units(question)", "verdict"},
    "store/queries/passages.py": {
        "verdict", "point", "filters.counted", "units_of(filters, question)", "threads_of(filters, question)",
        "daily_of(question)", "condition_of(question)", "index", "asked", "' union all '.join(parts)", "column",
        "counted", "days", "texts"},
    "store/queries/readers.py": {
        "filters.counted if not question.among else 'n_raw'", "daily_of(question)", "condition_of(question)"},
    "store/queries/questions.py": {
        "table", "same", "source", "voices", "only_unique", "only_repeated", "filters.counted",
        "_AMONG[question.among]", "units_of(filters, question)", "daily_of(question)", "condition_of(question)",
        "is_kept('x.owner_id')"},
    "store/queries/trends.py": {
        "filters.counted", "SPANS[filters.span]", "_summed(filters.counted)", "counts", "cut", "sql",
        "sum_arguments(filters, 'voice = :voice')", "kept", "voices", "summed", "narrowed", "days",
        "' union all '.join(parts)"},
    "store/queries/years.py": {
        "', '.join(columns)", "', '.join(columns.values())", "cut", "edge", "wanted", "named", "keys", "numbers",
        "_summed(columns)", "' union all '.join(parts)", "by", "held", "days", "_filled(columns, every)",
        "_filled(columns, uses)", "_filled(columns, _sums(every))", "_filled(columns, _sums(uses))",
        "stances_of(f'from daily_stance d where {_DEBATE} and {days}', spans=MONTH)"},
    "store/months.py": {"table", "names", "keys", "signed", "found", "added", "', '.join(every)"},
    "store/migrations/m0022_months.py": {
        "table", "texts", "numbers", "every", "rows", "left", "same", "', '.join(every)",
        "', '.join(numbers.values())"},
    "store/queries/media.py": {"filters.counted", "_summed(filters.counted)", "counts", "by_day", "each",
        "_thread_tones(filters)"},
    "store/queries/toned.py": {"filters.counted"},
    "store/queries/voices.py": {"named", "quotes", "_days(sought)", "filters.counted"},
    "store/queries/alerts.py": {"filters.counted"},
    "store/database.py": {"table", "names", "name", "sql", "pk", "changes", "row"},  # refused unless identifiers
    "store/queries/arguments.py": {
        "filters.counted", "only_unique", "sum_arguments(filters, 'true')", "where", "surest"},
    "store/queries/figures.py": {"list_windows('told')"}, "store/told.py": {"marks"},
    "store/migrations/m0021_tellings.py": {"marks"},
    "vigie/backup.py": {"name"},  # names of the schema
}  # fmt: skip


def functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The functions, each with what it holds, and the module itself."""
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_written(node: ast.AST, known: set[str]) -> bool:
    """Whether an expression is made of what the program writes: constants, names in capitals, and these together."""
    if isinstance(node, ast.Constant) or ast.unparse(node) in known:
        return True
    if isinstance(node, ast.Name | ast.Attribute):
        return (node.id if isinstance(node, ast.Name) else node.attr).strip("_").isupper()
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        inner = {name for one in node.generators if is_written(one.iter, known) for name in names_of(one.target)}
        return is_written(node.elt, known | inner)
    parts = _parts(node)
    return parts is not None and all(is_written(part, known) for part in parts)


def _parts(node: ast.AST) -> list[ast.expr] | None:  # one line a kind of expression
    """What an expression is made of; `None` for one that may hold anything."""
    match node:
        case ast.FormattedValue(value=value) | ast.Subscript(value=value):
            return [value]
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return parts
        case ast.Dict(keys=keys, values=values):
            return [*(key for key in keys if key is not None), *values]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [left, right]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.Call(func=ast.Attribute(value=value, attr="join" | "format"), args=args, keywords=named):
            return [value, *args, *(one.value for one in named)]
        case ast.Call(func=ast.Attribute(value=value, attr="items" | "values" | "keys"), args=[]):
            return [value]
    return None


def names_of(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def written_names(place: ast.AST, known: set[str]) -> set[str]:
    """The local names that hold what the program writes, and nothing else."""
    found, spoilt = set(known), set()
    for _ in range(3):  # a name may stand on a name written further down
        for node in ast.walk(place):
            pairs: list[tuple[ast.AST, ast.AST]] = []
            if isinstance(node, ast.Assign):
                pairs = [(target, node.value) for target in node.targets]
            elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
                pairs = [(node.target, node.value)]
            elif isinstance(node, ast.For | ast.comprehension):
                pairs = [(node.target, node.iter)]
            for target, value in pairs:
                (found if is_written(value, found) else spoilt).update(names_of(target))
        found -= {name for name in spoilt if not name.strip("_").isupper()} - known
        spoilt = set()
    return found


def statements(tree: ast.AST) -> Iterator[ast.expr]:
    """Statements that are put together: f-strings, sums and formats that begin like SQL, or are run as such."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RUN:
            yield from (one for one in node.args[:2] if _is_put_together(one))
            yield from (one for one in node.args[:2] if _is_format(one))
        elif isinstance(node, ast.JoinedStr) and SQL.match(_start(node)):
            yield node
        elif _is_format(node) and SQL.match(str(getattr(node.func.value, "value", ""))):  # type: ignore[attr-defined]
            yield node  # type: ignore[misc]


def _is_put_together(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr))


def _is_format(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def _start(node: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)


def faults(text: str, read: set[str]) -> list[str]:
    """What of a module's text is pasted into SQL without being written in the program."""
    tree = ast.parse(text)
    found: set[str] = set()
    good: set[str] = set()
    module = written_names(tree, set(read))
    for place in functions(tree):
        known = module if place is tree else written_names(place, set(read))
        for node in statements(place):
            (good if is_written(node, known) else found).add(ast.unparse(node))
    return sorted(found - good)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_statement_is_written_in_the_program_and_its_values_are_bound(package: str) -> None:
    wrong = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if found := faults(path.read_text(encoding="utf-8"), READ.get(name, set())):
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "def f(db, name):\n    db.execute(f\"select * from t where a = '{name}'\")",
        "def f(db, name):\n    return rows(db, 'select * from t where a = ' + name)",
        "def f(db, name):\n    sql = f'delete from t where a = {name}'\n    db.execute(sql)",
        "def f(db, name):\n    db.execute('select * from t where a = {}'.format(name))",
        "def f(db, row):\n    for name in row:\n        db.execute(f'update t set {name} = 1')",
    ],
)
def test_a_value_pasted_into_a_statement_is_seen(text: str) -> None:
    assert faults(text, set())


def test_what_the_program_writes_may_be_put_together() -> None:
    text = """
T = ('a', 'b')
def f(db, x):
    for name in T:
        db.execute(f'delete from {name} where i = :i', {'i': x})
"""
    assert faults(text, set()) == []
