"""Which annotated texts are measured: the test set once opened, the development set otherwise, or a given folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp.evaluation.agreement import read_second_pass
from nlp.evaluation.answers import EvaluationError, Said
from nlp.evaluation.openings import OPENINGS, hash_held_out, is_opened, log_opening
from nlp.evaluation.systems import rules_hash, weights_hash
from nlp.evaluation.threads import GoldThread, read_threads
from nlp.pipeline import Pipeline
from nlp.training.gold import GOLD, GoldPassage, read_gold

TEST, DEV = "test", "dev"
DEV_SENTENCE = (
    "Ces poids, ces règles ou ces phrases n’ont pas encore été mesurés sur « test » : la mesure se fait sur « dev » "
    "et n’est pas comparée aux planchers ; pour ouvrir le jeu d’essai : vigie evaluate --open « raison »."
)


@dataclass(frozen=True, kw_only=True)
class GoldSet:
    """Annotated texts to measure on; `spans` maps the name of a folder to it.

    `twice_read` are the passages that a second pass may have read. `sentence` says in French why this set was taken,
    where there is something to say. Floors stand on the test set: `bears_floors` is false on « dev ».
    """

    name: str
    passages: Sequence[GoldPassage]
    spans: Mapping[str, Path] = field(default_factory=dict)
    threads: Sequence[GoldThread] = ()
    twice_read: Sequence[GoldPassage] = ()
    second_pass: Mapping[str, Said] = field(default_factory=dict)
    sentence: str | None = None
    bears_floors: bool = True


def open_gold(
    folder: Path | None, pipelines: Sequence[Pipeline], *, reason: str | None = None, openings: Path = OPENINGS
) -> GoldSet:
    """The texts of `folder`, or ours: « test » where the pipelines were measured on it before or a reason is given.

    A reason is logged, once for the same weights, test files and rules. Nothing is logged for another folder.

    Raises:
        EvaluationError: no annotated text is there.
    """
    if folder is not None and folder.resolve() not in (GOLD, GOLD / "test"):
        return read_folder(folder)
    keys = [(weights_hash(one), hash_held_out(), rules_hash(one)) for one in pipelines]
    if reason is not None:
        if not reason.strip():
            raise EvaluationError("ouvrir le jeu d’essai demande une raison : --open « … ».")
        for key in keys:
            log_opening(key, reason.strip(), openings)
    return read_folder(GOLD) if all(is_opened(key, openings) for key in keys) else read_dev()


def read_folder(folder: Path) -> GoldSet:
    """Everything annotated in a folder: its passages (in test/ or directly), held-out spans, threads, second pass."""
    held = folder / "test" if (folder / "test").is_dir() else folder
    passages = read_gold(held)
    threads = read_threads(folder / "threads")
    spans = _span_folders(folder / "spans")
    if not (passages or threads or spans):
        message = f"{folder} : aucune phrase annotée (.jsonl), ni là ni dans son dossier « test »."
        raise EvaluationError(message, code=3)
    second = read_second_pass(folder / "second-pass")
    return GoldSet(
        name=TEST if folder == GOLD else folder.name,
        passages=passages, spans=spans, threads=threads, twice_read=passages, second_pass=second,
    )  # fmt: skip


def read_dev() -> GoldSet:
    passages = read_gold(GOLD / "dev")
    if not passages:
        message = f"{GOLD} : les phrases annotées ne sont pas installées ; donnez un dossier avec --gold."
        raise EvaluationError(message, code=3)
    second, twice = read_second_pass(GOLD / "second-pass"), read_gold(GOLD / "test")
    return GoldSet(
        name=DEV, passages=passages, spans={"spans": GOLD / "spans"}, twice_read=twice, second_pass=second,
        sentence=DEV_SENTENCE, bears_floors=False,
    )  # fmt: skip


def _span_folders(folder: Path) -> dict[str, Path]:
    """The held-out folders, or the folder itself where it has none."""
    held = sorted(path for path in folder.glob("held-out-*") if _has_spans(path))
    return {path.name: path for path in held or ([folder] if _has_spans(folder) else [])}


def _has_spans(folder: Path) -> bool:
    return (folder / "quotes.jsonl").is_file() and (folder / "figures.jsonl").is_file()
