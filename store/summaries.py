"""What the views add up, by day and thread: tones, actors named, who holds what, surest passages, figures told.

Rebuilt by thread with the verdicts, in the same transaction; a view then reads rows as few as days and threads are,
however many comments stand under them.
"""

from sqlite_utils import Database

from store.months import add_months
from store.tone_rules import OWN_WORDS, PASSAGE_TONE, TEXT_TONE

SUMMARIES = (
    "daily_tones", "daily_named", "daily_holders", "strong_passages", "told_figures", "daily_figures", "thread_stance",
    "thread_tones", "press_quotes", "press_named", "thread_days",
)  # fmt: skip
# So many passages of a thread are kept for an argument and use: those shown come from several threads.
STRONGEST = 3


def summarise(db: Database, thread_id: str) -> None:
    """Rebuilds the summaries of one article and its comments from its tags, spans and verdicts.

    What the thread brought to the months was taken away before (`store.months.take_months`).
    """
    values = {"thread": thread_id, "strongest": STRONGEST}
    for table in SUMMARIES:
        db.execute(f"delete from {table} where thread_id = :thread", {"thread": thread_id})  # nosec B608 # constant parts
    for sql in (_TONES, _NAMED, _HOLDERS, _STRONG, _FIGURES, _COUNTED, _STANCES, _TONES_OF_THREAD, _QUOTED, _CITED,
                _DAYS):  # fmt: skip
        db.execute(sql, values)
    add_months(db, thread_id)


_TONES = f"""
    insert into daily_tones
    with judged as (
        select owner_id, {TEXT_TONE} as tone
        from (select p.owner_id, {PASSAGE_TONE} as value from passages p
              where p.thread_id = :thread and (p.owner_kind = 'comment' or {OWN_WORDS}))
        where value is not null group by owner_id
    )
    select v.day, v.thread_id, coalesce(a.source_id, 'clips'), a.audience, v.voice, j.tone, count(*), sum(v.is_unique)
    from judged j cross join verdicts v on v.owner_id = j.owner_id and +v.target = '' and v.voice <> 'speaker'
         join articles a on a.id = v.thread_id
    where v.thread_id = :thread group by v.day, v.voice, j.tone
"""  # nosec B608 # constant parts
_NAMED = """
    insert into daily_named
    with said as (
        select owner_id, actor from mentions
        where thread_id = :thread and owner_kind = 'comment' and actor is not null
    ), named as (select owner_id, actor from said union select owner_id, '' from said)
    select v.day, v.thread_id, coalesce(a.source_id, 'clips'), a.audience, n.actor, count(*), sum(v.is_unique)
    from verdicts v cross join named n on n.owner_id = v.owner_id cross join articles a on a.id = v.thread_id
    where v.thread_id = :thread and +v.target = '' and +v.voice = 'reader'
      and exists (select 1 from comments c where c.id = n.owner_id and c.status <> 'deleted')
    group by n.actor, v.day
"""
_HOLDERS = """
    insert into daily_holders
    with held as (
        select u.day, u.thread_id, u.argument, (
            select json_group_object(target, stance) from (
                select v.target, v.stance from verdicts v
                where v.owner_id = u.owner_id and v.voice = 'reader' and v.target <> '' order by v.target)) as stances
        from unit_arguments u where u.thread_id = :thread and u.voice = 'reader' and u.use = 'asserts'
    )
    select h.day, h.thread_id, coalesce(a.source_id, 'clips'), a.audience, h.argument, h.stances, count(*)
    from held h join articles a on a.id = h.thread_id group by h.day, h.argument, h.stances
"""
_STRONG = """
    insert into strong_passages
    select argument, day, id, use, thread_id, source_id, audience, score, is_confirmed from (
        select e.key as argument, v.day, p.id, e.value as use, p.thread_id, coalesce(a.source_id, 'clips') as source_id,
               a.audience, e.score, e.status = 'confirmed' as is_confirmed,
               row_number() over (partition by e.key, e.value
                                  order by e.status = 'confirmed' desc, e.score desc, p.id) as place
        from passages p cross join effective_tags e on e.passage_id = p.id
             join verdicts v on v.owner_id = p.owner_id and +v.target = '' and v.speaker = ''
                                and v.voice = case p.owner_kind when 'comment' then 'reader' else 'press' end
             join articles a on a.id = p.thread_id
        where p.thread_id = :thread and +e.kind = 'argument' and v.is_unique = 1 and p.kind <> 'pull-quote'
    ) where place <= :strongest
"""
# Small whole counts, dates and references to laws circulate nowhere.
_FIGURES = """
    insert into told_figures
    select f.id, f.thread_id, coalesce(c.posted_at, case f.owner_kind when 'article' then a.published_at end),
           coalesce(c.posted_on, case f.owner_kind when 'article' then a.published_on end),
           coalesce(a.source_id, 'clips'), a.audience
    from figures f join articles a on a.id = f.thread_id left join comments c on c.id = f.owner_id
    where f.thread_id = :thread
      and f.kind in ('count', 'money', 'percent', 'fraction', 'rate') and (f.kind <> 'count' or f.high >= 10)
      and case f.owner_kind when 'article' then a.body else c.body end <> '' and coalesce(c.status, '') <> 'deleted'
      and exists (select 1 from verdicts v where v.owner_id = f.owner_id and +v.target = '')
"""
_COUNTED = """
    insert into daily_figures
    select coalesce(day, ''), thread_id, source_id, audience, count(*) from told_figures where thread_id = :thread
    group by 1
"""
# What is dated of a thread, in one row a voice and target: a period of years adds up threads, not days.
_STANCES = """
    insert into thread_stance
    select max(day), voice, target, thread_id, min(day), source_id, audience,
           sum(n_raw * (stance = 'against')), sum(n_raw * (stance = 'favour')), sum(n_raw * (stance = 'neutral')),
           sum(n_raw * (stance = 'unclear')), sum(n_unique * (stance = 'against')),
           sum(n_unique * (stance = 'favour')), sum(n_unique * (stance = 'neutral')),
           sum(n_unique * (stance = 'unclear'))
    from daily_stance where thread_id = :thread and target <> '' and day > '' group by voice, target
"""
_TONES_OF_THREAD = """
    insert into thread_tones
    select max(day), voice, thread_id, min(day), source_id, audience,
           sum(n_raw * (tone = 'negative')), sum(n_raw * (tone = 'neutral')), sum(n_raw * (tone = 'positive')),
           sum(n_unique * (tone = 'negative')), sum(n_unique * (tone = 'neutral')), sum(n_unique * (tone = 'positive'))
    from daily_tones where thread_id = :thread and day > '' group by voice
"""
_DAYS = """
    insert into thread_days
    select thread_id, min(day), max(day) from daily_stance where thread_id = :thread and day > '' group by thread_id
"""
# A pull-quote repeats words that stand elsewhere; the blocks begin with the title, then the standfirst or the first
# paragraph.
_QUOTED = """
    insert into press_quotes
    select day, thread_id, actor, speaker, place, source_id, audience, is_unique, count(*),
           sum(length(text) - length(replace(text, ' ', '')) + 1)
    from (
        select coalesce(a.published_on, '') as day, x.thread_id, coalesce(x.actor, '') as actor,
               case coalesce(x.actor, '') when '' then coalesce(x.speaker, '') else '' end as speaker,
               case when x.start < coalesce(json_extract(a.blocks, '$[0].end'), 0) then 'title'
                when x.start < coalesce(json_extract(a.blocks, '$[1].end'), 0) then 'lead' else 'body' end as place,
               coalesce(a.source_id, 'clips') as source_id, a.audience, a.story_first as is_unique,
               trim(substr(a.body, x.start + 1, x.end - x.start)) as text
        from articles a cross join quotes x on x.owner_id = a.id
        where x.owner_kind = 'article' and a.id = :thread
          and exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '')
          and not exists (select 1 from passages p where p.owner_id = x.owner_id and p.kind = 'pull-quote'
                          and p.start <= x.start and p.end > x.start)
    ) group by day, thread_id, actor, speaker, place
"""
_CITED = """
    insert into press_named
    select distinct coalesce(a.published_on, ''), x.thread_id, x.actor,
           case when x.start < coalesce(json_extract(a.blocks, '$[0].end'), 0) then 'title'
                when x.start < coalesce(json_extract(a.blocks, '$[1].end'), 0) then 'lead' else 'body' end as place,
           coalesce(a.source_id, 'clips'), a.audience, a.story_first
    from articles a cross join mentions x on x.owner_id = a.id
    where x.owner_kind = 'article' and a.id = :thread
      and exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '')
      and not exists (select 1 from passages p where p.owner_id = x.owner_id and p.kind = 'pull-quote'
                      and p.start <= x.start and p.end > x.start) and x.actor is not null
"""
