"""`python -m bench.fuzz page --minutes 10`: atheris over one reader; what breaks a promise is kept.

The corpus starts from the invented pages and texts of the tests, and grows in `--corpus`. A case that breaks is shrunk
by hand, then kept in `tests/found_cases/READER/`, where `tests/test_hostile_input.py` reads it for ever.
"""

import argparse
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["crawler", "store"]):
    from tests.outside_bytes import READERS
from bench.fuzz.mutations import mutate_json
from bench.fuzz.seeds import seeds

DICTIONARY = Path(__file__).parent / "words.dict"


def main() -> None:
    """Runs until the time is spent; the exit code of libFuzzer says whether something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=sorted(READERS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--corpus", type=Path, required=True, help="a folder that grows, kept between runs")
    parser.add_argument("--most-bytes", type=int, default=20_000)
    given = parser.parse_args()
    corpus = given.corpus / given.reader
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(given.reader)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={given.minutes * 60:.0f}", f"-max_len={given.most_bytes}", "-timeout=20",
        "-rss_limit_mb=2500", f"-artifact_prefix={given.corpus}/broken-{given.reader}-", f"-dict={DICTIONARY}",
        "-print_final_stats=1",
    ]  # fmt: skip
    mutations = {"custom_mutator": mutate_json} if given.reader == "service" else {}
    atheris.Setup([sys.argv[0], *options, str(corpus)], _kept_going(given.reader, given.corpus), **mutations)
    atheris.Fuzz()


def _kept_going(reader: str, folder: Path) -> Callable[[bytes], None]:
    """The reader, whose failures are written once a place and do not end the run; hangs and memory do."""
    read, known = READERS[reader], set[str]()

    def run(body: bytes) -> None:
        try:
            read(body)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            name = f"{type(error).__name__}-{Path(place.filename).stem}-{place.lineno}"
            if name not in known:
                known.add(name)
                (folder / f"broken-{reader}-{name}").write_bytes(body)
                print(f"broken: {name}: {str(error)[:120]!r}", flush=True)

    return run


if __name__ == "__main__":
    main()
