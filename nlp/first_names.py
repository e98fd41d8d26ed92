"""First names and what a name or a phrase shows of the gender of who it means."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Gender = Literal["m", "f"]


TITLE = r"(?:Dre?s?|Docteure?|Pre?s?|Professeure?|Me|Maître|M\.|MM\.|Mmes?|Mgr|Monsieur|Madame|Mademoiselle|Mlle)\.?"


_FEMININE = re.compile(
    r"(?i:\b(?:Mme|Madame|Mlle|la|une|sa|ma|cette|présidente|directrice|députée|sénatrice|avocate|conseillère|adjointe"
    r"|porte-parole de la)\b)"
)


@cache
def first_names() -> dict[str, Gender | None]:
    """First names with their gender, None where men and women bear it."""
    read = tomllib.loads(files("nlp").joinpath("names.toml").read_text(encoding="utf-8"))
    names: dict[str, Gender | None] = dict.fromkeys(read["epicene"].split())
    names.update({name: "m" for name in read["masculine"].split() if name not in names})
    names.update({name: "f" for name in read["feminine"].split() if name not in names})
    # Agencies write capitals without accents: « Elodie » is « Élodie ».
    bare = str.maketrans("ÉÈÊÎÔÂÇ", "EEEIOAC")
    names.update({name[0].translate(bare) + name[1:]: gender for name, gender in list(names.items())})
    return names


_TITLED_ALONE = re.compile(rf"{TITLE}\s+\S+")


def find_gender(written: str) -> Gender | None:
    """Gender shown by a title, a determiner or a frequent first name; None where nothing tells."""
    if re.match(
        r"(?:M\.|Monsieur|MM\.|[Ll]e\s|[Uu]n\s|[Ss]on\s(?![aeiouéèh]\w*(?:e|rice)\b)"
        r"|[Mm]on\s(?![aeiouéèh]\w*(?:e|rice)\b)|[Cc]et?\s)",
        written,
    ):
        return "m"
    if re.match(r"(?:Mmes?|Madame|Mlle|Mademoiselle|Dre|Docteure|Pre|Professeure)\b", written):
        return "f"
    elided = re.match(r"[Ll]['’](?P<noun>[a-zà-ÿ][\w-]+)", written)
    if elided:
        # « l'adjoint à la santé »: only the noun tells.
        noun = elided["noun"]
        feminine = noun.endswith(("ée", "ère", "trice", "euse", "ienne", "ante", "ente", "ate", "ue", "ointe", "ine"))
        masculine = noun.endswith(("é", "er", "eur", "ien", "ant", "ent", "at", "u", "in", "oint"))
        return "f" if feminine else "m" if masculine else None
    # « le Dr Laurent »: a family name.
    for word in () if _TITLED_ALONE.fullmatch(written) else re.findall(r"[\w’'-]+", written):
        gender = first_names().get(word) or first_names().get(word.split("-")[0])
        if gender:
            return gender
    return "f" if _FEMININE.search(written) else None
