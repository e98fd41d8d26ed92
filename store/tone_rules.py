"""How the tone of a text follows from the tones of its sentences, as SQL over passages `p`."""

# What stands of the tone of a passage: a correction goes before what was read.
PASSAGE_TONE = "(select e.value from effective_tags e where e.passage_id = p.id and e.kind = 'sentiment' limit 1)"
# Of an article, the journalist's own words: what is quoted for at least half of its length is somebody else's.
OWN_WORDS = """
    p.speaker is null and p.kind in ('title', 'standfirst', 'paragraph', 'list-item') and not exists (
        select 1 from quotes q where q.owner_id = p.owner_id and q.start < p.end and q.end > p.start
        and (min(q.end, p.end) - max(q.start, p.start)) * 2 >= p.end - p.start)
"""
# Of the sentences of a text, grouped, each with its tone as `value`: negative when a sentence in three at least is, and
# more than are positive; positive likewise; news is mostly told evenly.
TEXT_TONE = """
    case when sum(value = 'negative') > sum(value = 'positive') and sum(value = 'negative') * 3 >= count(*)
              then 'negative'
         when sum(value = 'positive') > sum(value = 'negative') and sum(value = 'positive') * 3 >= count(*)
              then 'positive'
         else 'neutral' end
"""
