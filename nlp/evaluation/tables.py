"""Markdown tables of the report."""

from collections.abc import Mapping, Sequence

from nlp.evaluation.agreement import Agreement
from nlp.evaluation.curve import CURVED, Point
from nlp.evaluation.floors import Floor
from nlp.evaluation.french import GROUPS, LAYERS, NOTHING, between, name_group, number, rate, signed, simple_name
from nlp.evaluation.layers import ALL
from nlp.evaluation.lines import Line
from nlp.evaluation.scoring import Difference, Score, widen
from nlp.evaluation.slices import SLICED, Matrix, Slice
from store.watch import Watch

_SHORT = {"pairs": "positions", "tone": "ton", "arguments": "arguments"}


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """The lines of one Markdown table."""
    head = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    return [*head, *(f"| {' | '.join(map(str, row))} |" for row in rows)]


def layer_table(lines: Sequence[Line], floors: Mapping[str, Floor], watch: Watch) -> list[str]:
    """One layer: its groups with n, rates, interval, floor and both baselines."""
    columns = ["groupe", "n", "précision", "rappel", "F1", "intervalle", "plancher", simple_name(lines[0].layer),
               "TF-IDF"]  # fmt: skip
    return table(columns, [_layer_row(line, floors, watch) for line in lines])


def _layer_row(line: Line, floors: Mapping[str, Floor], watch: Watch) -> list[object]:
    one, floor = line.score, floors.get(line.key)
    return [
        name_group(line.layer, line.group, watch), one.n, rate(one.precision), rate(one.recall),
        f"**{rate(one.f1)}**", between(one.low, one.high), rate(floor["floor"] if floor else None),
        rate(line.simple), rate(line.tfidf),
    ]  # fmt: skip


def slice_table(slices: Sequence[Slice]) -> list[str]:
    """Slices in rows: for each layer the labels expected, the F1, its interval."""
    columns = ["tranche", "phrases"]
    for layer in SLICED:
        columns += [f"{_SHORT[layer]} : n", "F1", "intervalle"]
    rows: list[list[object]] = []
    for one in slices:
        row: list[object] = [one.name, one.n_passages]
        for layer in SLICED:
            row += _slice_cells(one.scores.get(layer))
        rows.append(row)
    return table(columns, rows)


def _slice_cells(score: Score | None) -> list[object]:
    if score is None or score.n == 0:
        return [NOTHING, NOTHING, NOTHING]
    return [score.n, rate(score.f1), between(score.low, score.high)]


def off_topic_table(shares: Mapping[str, Mapping[str, Score]]) -> list[str]:
    """Kinds of off-topic passages in rows, systems in columns: the share kept out with its number and interval."""
    systems = list(shares)
    kinds = list(dict.fromkeys(kind for found in shares.values() for kind in found))
    rows = []
    for kind in kinds:
        scores = [shares[system][kind] for system in systems]
        rows.append([kind, scores[0].n, *(_share_kept_out(one) for one in scores)])
    return table(["hors sujet", "n", *(f"écarté : {system}" for system in systems)], rows)


def _share_kept_out(score: Score) -> str:
    low, high = widen([1.0, 0.0], score.recall, score.n)
    return f"**{rate(score.recall)}** ({between(float(low), float(high))})"


def matrix_table(matrix: Matrix) -> list[str]:
    """Expected values in rows, answers in columns."""
    columns = list(next(iter(matrix.values())))
    rows = [[_value(row), *(found[column] for column in columns)] for row, found in matrix.items()]
    return table(["vrai ↓ · dit →", *map(_value, columns)], rows)


def _value(name: str) -> str:
    return "hors sujet" if name == "no" else GROUPS.get(name, name)


def difference_table(found: Mapping[str, Difference], lines: Sequence[Line], watch: Watch) -> list[str]:
    """F1 of these weights less that of the others, with the paired interval; the sure ones are marked."""
    rows = []
    for line in lines:
        one = found.get(line.key)
        if one is not None:
            sure = "oui" if one.low > 0 or one.high < 0 else "non"
            side = "brut" if line.side == "raw" else "nuit"
            name = f"{LAYERS[line.layer]} : {name_group(line.layer, line.group, watch)}"
            interval = f"{signed(one.low)} – {signed(one.high)}"
            rows.append([side, name, rate(line.score.f1), signed(one.value), interval, sure])
    return table(["côté", "mesure", "F1", "différence", "intervalle", "zéro exclu"], rows)


def agreement_table(found: Agreement) -> list[str]:
    """Layers in rows: F1 of the second pass against the first, and kappa."""
    rows = []
    for (layer, group), one in found.scores.items():
        name = f"{LAYERS[layer]} : {GROUPS.get(group, group)}"
        kappa = found.kappas.get(layer) if group == ALL else None
        cell = f"{rate(kappa[0])} ({between(kappa[1], kappa[2])})" if kappa else NOTHING
        rows.append([name, one.n, f"**{rate(one.f1)}**", between(one.low, one.high), cell])
    return table(["couche", "n", "F1", "intervalle", "kappa"], rows)


def curve_table(points: Sequence[Point]) -> list[str]:
    """Sizes in rows: micro-F1 of each layer, with the least and the best draw where there were several."""
    rows = []
    for point in points:
        cells = [
            f"{rate(mean)} ({between(low, high)})" if point.n_draws > 1 else rate(mean)
            for mean, low, high in (point.f1[layer] for layer in CURVED)
        ]
        rows.append([number(point.n_passages), point.n_draws, *cells])
    return table(["phrases apprises", "tirages", *(_SHORT[layer] for layer in CURVED)], rows)
