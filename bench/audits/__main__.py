"""`python -m bench.audits [--runs 500]`: how often the interval of a corrected share holds the true one."""

import argparse
from dataclasses import dataclass, replace

import numpy as np

from bench.audits.press import CASES, Case, audit_press, write_press
from dashboard.corrected import correct_share

READERS_A_NIGHT = 4
_FIRST_SEED = 30_000
_STANCE = "against"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Over the runs of a case: how often the interval held the truth, and the machine's own share; mean width, mean
    errors (0–1)."""

    n_runs: int
    n_uncorrected: int
    covered: float
    holds_counts: float
    width: float
    error: float
    error_counts: float
    n_audits: float


def try_case(case: Case, n_runs: int, *, n_presses: int = 600) -> Trial:
    """The case over `n_runs` generated half-years; runs that stay « non corrigée » are counted, not judged."""
    truth = find_truth(case, n_presses)
    lines = []
    for seed in range(_FIRST_SEED, _FIRST_SEED + n_runs):
        rng = np.random.default_rng(seed)
        press = write_press(case, rng)
        audited = audit_press(case, press, rng, a_night=READERS_A_NIGHT)
        rows = press.rows()
        found = correct_share(rows, audited, _STANCE)
        if found is None:
            continue
        plain = press.counted(_STANCE)
        lines.append((
            found.low <= truth <= found.high, found.low <= plain <= found.high, found.high - found.low,
            found.share - truth, plain - truth, len(audited),
        ))  # fmt: skip
    means = np.array(lines, dtype=float).mean(axis=0)
    return Trial(
        n_runs=len(lines), n_uncorrected=n_runs - len(lines), covered=means[0], holds_counts=means[1], width=means[2],
        error=means[3], error_counts=means[4], n_audits=means[5],
    )  # fmt: skip


def find_truth(case: Case, n_presses: int) -> float:
    """The share that a case tends to: of `n_presses` presses together."""
    rng = np.random.default_rng(7)
    presses = [write_press(replace(case, names=1, turns=0), rng) for _ in range(n_presses)]
    n = sum(int((press.true == 0).sum()) for press in presses)
    return n / sum(int((press.true < 4).sum()) for press in presses)


def main() -> None:
    """Prints the table in Markdown."""
    arguments = argparse.ArgumentParser(prog="python -m bench.audits", description=__doc__)
    arguments.add_argument("--runs", type=int, default=500)
    n_runs = arguments.parse_args().runs
    columns = ("case", "judged", "interval holds the truth", "its width", "mean error",
               "the machine's share: inside it, mean error", "not given")  # fmt: skip
    print(f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", sep="\n")
    for name, case in CASES.items():
        got = try_case(case, n_runs)
        print(
            f"| {name} | {got.n_audits:.0f} | {got.covered:.1%} | {got.width * 100:.0f} points | "
            f"{got.error * 100:+.1f} | {got.holds_counts:.0%}, {got.error_counts * 100:+.1f} | {got.n_uncorrected} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
