"""Relevance: what speaks of the debate, what only looks like it, what inherits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.relevance import Context, article_text, judge_article, judge_relevance
from store.watch import load_watch, packaged_watch

WATCH = load_watch(packaged_watch())


@pytest.mark.parametrize(
    "text",
    [
        "Mon généraliste s'est déconventionné au printemps.",
        "MON GENERALISTE S'EST DECONVENTIONNE AU PRINTEMPS",
        "Ma psychiatre est hors\u00a0convention, tout va bien.",
        "Ma psychiatre est hors-convention.",
        "mon toubib c deconvensionné jpeu pu payer",
        "Le docteur est en secteur\u202f3 depuis lundi.",
        "un medecin en s3 c koi ?",
        "La Sécu ne paiera plus les ordonnances : déremboursement voté.",
        "L’article 26 bis est revenu hier soir.",
        "Le tarif d’autorité, vous trouvez ça normal ?",
        "La loi Garot arrive au Sénat, les médecins râlent.",
        "mon medecin c konventioné ouf",
        "Le déconvnetionnement de ma doctoresse me navre.",
    ],
)
def test_texts_of_the_debate_are_relevant(text: str) -> None:
    verdict = judge_relevance(text, watch=WATCH)
    assert verdict.relevant, verdict
    assert verdict.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Incendie maîtrisé au secteur 3.",
        "Rendez-vous parking S3.",
        "Les voyageurs du secteur 3 de l'aéroport attendent leurs bagages.",
        "Ma sauvegarde Amazon S3 coûte trop cher.",
        "J'ai vendu mon Audi S3.",
        "Le routeur MS3 redémarre tout seul.",
        "Le centre dentaire a été déconventionné pour fraude, les patients sont furieux.",
        "Ma kiné est non conventionnée, la consultation est chère.",
        "La convention collective des employés de cabinet change.",
        "Les dépassements d'honoraires du secteur 2 augmentent.",
        "L'homéopathie est déremboursée depuis longtemps.",
        "Le taxi déconventionné ne transporte plus les malades.",
        "Beau temps sur la Creuse.",
        "",
    ],
)
def test_what_only_looks_like_the_debate_is_left_out(text: str) -> None:
    verdict = judge_relevance(text, watch=WATCH)
    assert not verdict.relevant, verdict
    assert verdict.score < 0.5


def test_secteur_3_alone_is_never_enough() -> None:
    for text in ("secteur 3", "Le secteur 3.", "S3", "s3 svp"):
        assert not judge_relevance(text, watch=WATCH).relevant


def test_an_explicit_link_brings_a_false_friend_back() -> None:
    text = "Comme ma kiné non conventionnée, mon médecin est passé en secteur 3."
    assert judge_relevance(text, watch=WATCH).relevant


def test_a_sanction_for_fraud_is_marked_in_the_reason() -> None:
    verdict = judge_relevance("Le radiologue déconventionné pour fraude fait appel.", watch=WATCH)
    assert not verdict.relevant
    assert "fraude" in verdict.reason


def test_a_reply_without_a_term_inherits_its_article() -> None:
    verdict = judge_relevance("Bien fait pour eux.", watch=WATCH, context=Context(article_relevant=True))
    assert verdict.relevant
    assert verdict.score == 0.6
    assert "héritée" in verdict.reason
    assert not judge_relevance("Bien fait pour eux.", watch=WATCH).relevant


def test_a_relevant_parent_is_inherited_under_another_article() -> None:
    context = Context(title="Grippe : le point", parent="Mon médecin est hors convention.", article_relevant=False)
    assert judge_relevance("Et alors ?", watch=WATCH, context=context).relevant
    assert not judge_relevance("Et alors ?", watch=WATCH, context=Context(article_relevant=False)).relevant


@pytest.mark.parametrize(
    "text", ["Abonnez-vous à ma chaîne", "Votre site bugge, la page est cassée", "!!! 👍", "https://exemple.test"]
)
def test_an_off_topic_reply_inherits_nothing(text: str) -> None:
    assert not judge_relevance(text, watch=WATCH, context=Context(article_relevant=True)).relevant


def test_an_article_is_relevant_by_its_title() -> None:
    verdict = judge_article("Médecins hors convention : la colère", None, ["Un paragraphe.", "Un autre."], WATCH)
    assert verdict.relevant
    assert verdict.reason.startswith("titre")


_OTHER = [f"Le marché numéro {n} a vendu des poireaux et des salades." for n in range(8)]
_MENTION = "Ailleurs, un médecin hors convention ouvre son cabinet."


def test_a_mention_in_a_widget_or_in_the_last_line_does_not_count() -> None:
    poll = "Sondage : faut-il dérembourser les ordonnances du secteur 3 ?"
    assert not judge_article("Le marché", None, [*_OTHER[:4], poll, *_OTHER[4:]], WATCH).relevant
    assert not judge_article("Le marché", None, [*_OTHER, _MENTION], WATCH).relevant


def test_one_mention_among_many_paragraphs_does_not_make_an_article() -> None:
    assert not judge_article("Le marché", None, [*_OTHER[:4], _MENTION, *_OTHER[4:]], WATCH).relevant
    twice = [*_OTHER[:4], _MENTION, "Le déremboursement des ordonnances l'inquiète.", *_OTHER[4:]]
    assert judge_article("Le marché", None, twice, WATCH).relevant


def test_the_evidence_of_an_article_counts_characters_of_its_whole_text() -> None:
    parts = [*_OTHER[:3], _MENTION, "Son tarif conventionnel appartient au passé, dit la doctoresse.", *_OTHER[3:]]
    verdict = judge_article("Le marché", "Chapô neutre.", parts, WATCH)
    whole = article_text("Le marché", "Chapô neutre.", parts)
    assert verdict.relevant
    assert "hors convention" in {whole[start:end] for start, end in verdict.evidence} | {
        whole[start:end][-15:] for start, end in verdict.evidence
    }


@given(st.text(max_size=120), st.text(max_size=40))
def test_offsets_and_scores_are_valid_on_any_text(text: str, title: str) -> None:
    seeded = f"{text} médecin hors convention {text}"
    for sample in (text, seeded):
        verdict = judge_relevance(sample, watch=WATCH, context=Context(title=title))
        assert 0 <= verdict.score <= 1
        assert verdict.relevant == (verdict.score >= 0.5)
        assert all(0 <= start < end <= len(sample) for start, end in verdict.evidence)
        assert "\n" not in verdict.reason
