"""What a view reads stays as small as the days, threads and words that it shows, whatever the number of comments."""

from sqlite_utils import Database, Migrations

_INDEXES = (
    "create index comments_by_moment on comments(posted_at)",
    "create index articles_by_moment on articles(published_at)",
    "create index quotes_by_thread on quotes(thread_id, owner_id, start)",
    "create index figures_by_thread on figures(thread_id, owner_id, start)",
    "create index mentions_by_thread on mentions(thread_id, owner_id, start)",
    "create index daily_stance_by_thread on daily_stance(thread_id)",
    "create index daily_arguments_by_thread on daily_arguments(thread_id)",
    "drop index mentions_by_actor",
    "create index mentions_by_actor on mentions(actor, thread_id, owner_id)",
    "create index comments_purged on comments(purged_on) where purged_on is not null",
    # The units of one number in one thread and day: lists walk the daily tables, newest first, then these.
    "drop index verdicts_by_thread",
    "create index verdicts_by_thread on verdicts(thread_id, voice, target, day)",
    "drop index unit_arguments_by_thread",
    "create index unit_arguments_by_thread on unit_arguments(thread_id, voice, argument, day)",
)
# The same columns and rows as before. SQLite 3.40 reads a passage's tags by their index only where both halves have the
# same types, hence the casts, and where neither is another query's result.
_TAGS = (
    "drop view effective_tags",
    """
    create view effective_tags as
    select t.id as tag_id, t.passage_id, t.kind, t.key, t.value, t.score, t.target, t.tagger_id, t.status
    from tags t where t.status <> 'refused' and not exists (
        select 1 from desk_corrections d where d.passage_id = t.passage_id and d.kind = t.kind and d.key = t.key)
    union all
    select cast(null as text), d.passage_id, d.kind, d.key, d.value, cast(1.0 as real), cast(null as text),
           cast(null as text), d.status
    from desk_corrections d where d.status = 'confirmed'
      and d.id = (select max(x.id) from desk_corrections x
                  where x.passage_id = d.passage_id and x.kind = d.kind and x.key = d.key)
      and exists (select 1 from passages p where p.id = d.passage_id)
    """,
    "drop view message_units",
    # A unit of ours is counted on the day of its owner, which all verdicts of an owner share.
    """
    create view message_units as
    select u.owner_kind, u.owner_id, u.thread_id, v.day, u.voice, u.speaker, u.point, 'asserts' as use, u.score,
           v.is_unique
    from unit_messages u join verdicts v on v.owner_id = u.owner_id and +v.target = ''
         and v.voice = case u.owner_kind when 'comment' then 'reader' else 'press' end and v.speaker = ''
    """,
)
# Kept by triggers, whoever writes: how many comments each article has, and when the first of them was read.
_SIZES = (
    """
    create table thread_sizes (
        thread_id text primary key references articles(id) on delete cascade,
        n_all integer not null,
        n_comments integer not null,     -- those that stand: not deleted
        n_texts integer not null,        -- those with a text
        heard_at text
    ) strict, without rowid
    """,
    """
    insert into thread_sizes
    select article_id, count(*), sum(status <> 'deleted'), sum(body <> ''), min(first_seen_at) from comments
    group by article_id
    """,
    """
    create trigger comments_counted after insert on comments begin
        insert into thread_sizes values (new.article_id, 1, new.status <> 'deleted', new.body <> '', new.first_seen_at)
        on conflict(thread_id) do update set n_all = n_all + 1, n_comments = n_comments + excluded.n_comments,
            n_texts = n_texts + excluded.n_texts, heard_at = min(heard_at, excluded.heard_at);
    end
    """,
    """
    create trigger comments_uncounted after delete on comments begin
        update thread_sizes set n_all = n_all - 1, n_comments = n_comments - (old.status <> 'deleted'),
            n_texts = n_texts - (old.body <> '')
        where thread_id = old.article_id;
        update thread_sizes set heard_at = (select min(first_seen_at) from comments where article_id = old.article_id)
        where thread_id = old.article_id and heard_at = old.first_seen_at;
        delete from thread_sizes where thread_id = old.article_id and n_all = 0;
    end
    """,
    """
    create trigger comments_recounted after update of status, body on comments
    when old.status <> new.status or (old.body = '') <> (new.body = '') begin
        update thread_sizes set n_comments = n_comments + (new.status <> 'deleted') - (old.status <> 'deleted'),
            n_texts = n_texts + (new.body <> '') - (old.body <> '') where thread_id = new.article_id;
    end
    """,
    """
    create trigger comments_moved after update of article_id on comments when old.article_id <> new.article_id begin
        insert into thread_sizes values (new.article_id, 1, new.status <> 'deleted', new.body <> '', new.first_seen_at)
        on conflict(thread_id) do update set n_all = n_all + 1, n_comments = n_comments + excluded.n_comments,
            n_texts = n_texts + excluded.n_texts, heard_at = min(heard_at, excluded.heard_at);
        update thread_sizes set n_all = n_all - 1, n_comments = n_comments - (old.status <> 'deleted'),
            n_texts = n_texts - (old.body <> '') where thread_id = old.article_id;
        update thread_sizes set heard_at = (select min(first_seen_at) from comments where article_id = old.article_id)
        where thread_id = old.article_id;
        delete from thread_sizes where thread_id = old.article_id and n_all = 0;
    end
    """,
    """
    create table tagger_owners (
        tagger_id text primary key,
        n_owners integer not null
    ) strict, without rowid
    """,
    "insert into tagger_owners select tagger_id, count(*) from tagged group by 1",
    """
    create trigger tagged_counted after insert on tagged begin
        insert into tagger_owners values (new.tagger_id, 1)
        on conflict(tagger_id) do update set n_owners = n_owners + 1;
    end
    """,
    """
    create trigger tagged_uncounted after delete on tagged begin
        update tagger_owners set n_owners = n_owners - 1 where tagger_id = old.tagger_id;
        delete from tagger_owners where tagger_id = old.tagger_id and n_owners = 0;
    end
    """,
    """
    create trigger tagged_recounted after update of tagger_id on tagged when old.tagger_id <> new.tagger_id begin
        update tagger_owners set n_owners = n_owners - 1 where tagger_id = old.tagger_id;
        delete from tagger_owners where tagger_id = old.tagger_id and n_owners = 0;
        insert into tagger_owners values (new.tagger_id, 1)
        on conflict(tagger_id) do update set n_owners = n_owners + 1;
    end
    """,
    """
    create table debate_sources (
        source_id text not null,
        audience text not null,
        n_units integer not null,        -- of any voice, as daily_stance counts them
        primary key (source_id, audience)
    ) strict, without rowid
    """,
    """
    insert into debate_sources
    select source_id, audience, sum(n_raw) from daily_stance where target = '' group by 1, 2
    """,
    """
    create trigger daily_stance_counted after insert on daily_stance when new.target = '' begin
        insert into debate_sources values (new.source_id, new.audience, new.n_raw)
        on conflict(source_id, audience) do update set n_units = n_units + excluded.n_units;
    end
    """,
    """
    create trigger daily_stance_uncounted after delete on daily_stance when old.target = '' begin
        update debate_sources set n_units = n_units - old.n_raw
        where source_id = old.source_id and audience = old.audience;
        delete from debate_sources where source_id = old.source_id and audience = old.audience and n_units = 0;
    end
    """,
)
# Rebuilt by thread with the verdicts (store/summaries.py).
_DAILY = (
    # The tone of each text: of an article, the journalist's own words.
    """
    create table daily_tones (
        day text not null, thread_id text not null,
        source_id text not null, audience text not null, voice text not null, tone text not null,
        n_raw integer not null, n_unique integer not null,
        primary key (day, thread_id, voice, tone)
    ) strict, without rowid
    """,
    "create index daily_tones_by_thread on daily_tones(thread_id)",
    # Comments that name an actor; '' counts those that name any.
    """
    create table daily_named (
        day text not null, thread_id text not null,
        source_id text not null, audience text not null, actor text not null,
        n_raw integer not null, n_unique integer not null,
        primary key (actor, day, thread_id)
    ) strict, without rowid
    """,
    "create index daily_named_by_thread on daily_named(thread_id)",
    # Readers who assert an argument, by what they say of the targets (JSON object: target -> stance, sorted).
    """
    create table daily_holders (
        day text not null, thread_id text not null,
        source_id text not null, audience text not null, argument text not null, stances text not null,
        n_raw integer not null,
        primary key (day, thread_id, argument, stances)
    ) strict, without rowid
    """,
    "create index daily_holders_by_thread on daily_holders(thread_id)",
    # The surest passages of each thread that hold an argument, each text once.
    """
    create table strong_passages (
        argument text not null, day text not null, passage_id text not null, use text not null,
        thread_id text not null, source_id text not null, audience text not null,
        score real not null, is_confirmed integer not null,
        primary key (argument, day, passage_id, use)
    ) strict, without rowid
    """,
    "create index strong_passages_by_thread on strong_passages(thread_id)",
    # The figures that circulate (store/queries/figures.py), so that the newest are found without reading the others.
    """
    create table told_figures (
        figure_id text primary key, thread_id text not null,
        at text,                         -- null: undated
        day text, source_id text not null, audience text not null
    ) strict, without rowid
    """,
    "create index told_figures_by_moment on told_figures(at, day, source_id, audience)",
    "create index told_figures_by_thread on told_figures(thread_id)",
    """
    create table daily_figures (
        day text not null,               -- '' when undated
        thread_id text not null,
        source_id text not null, audience text not null,
        n integer not null,
        primary key (day, thread_id)
    ) strict, without rowid
    """,
    "create index daily_figures_by_thread on daily_figures(thread_id)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0017_speed")
    def speed(db: Database) -> None:
        for statement in (*_INDEXES, *_TAGS, *_SIZES, *_DAILY, *_FILLED):
            db.execute(statement)


_FILLED = (
    """
    insert into daily_tones
    with judged as (
        select owner_kind, owner_id, sum(value = 'negative') as n_negative, sum(value = 'positive') as n_positive,
               count(*) as n
        from (select p.owner_kind, p.owner_id, e.value
              from passages p join effective_tags e on e.passage_id = p.id
              where e.kind = 'sentiment' and (p.owner_kind = 'comment' or (
                  p.speaker is null and p.kind in ('title', 'standfirst', 'paragraph', 'list-item') and not exists (
                      select 1 from quotes q where q.owner_id = p.owner_id and q.start < p.end and q.end > p.start
                      and (min(q.end, p.end) - max(q.start, p.start)) * 2 >= p.end - p.start))))
        group by owner_id
    )
    select v.day, v.thread_id, coalesce(a.source_id, 'clips'), a.audience, v.voice,
           case when j.n_negative > j.n_positive and j.n_negative * 3 >= j.n then 'negative'
                when j.n_positive > j.n_negative and j.n_positive * 3 >= j.n then 'positive' else 'neutral' end as tone,
           count(*), sum(v.is_unique)
    from judged j cross join verdicts v on v.owner_id = j.owner_id and +v.target = '' and v.voice <> 'speaker'
         join articles a on a.id = v.thread_id
    group by v.day, v.thread_id, v.voice, tone
    """,
    """
    insert into daily_named
    with named as (
        select owner_id, actor from mentions where owner_kind = 'comment' and actor is not null
        union select owner_id, '' from mentions where owner_kind = 'comment' and actor is not null
    )
    select v.day, v.thread_id, coalesce(a.source_id, 'clips'), a.audience, n.actor, count(*), sum(v.is_unique)
    from named n cross join verdicts v on v.owner_id = n.owner_id and +v.target = '' and v.voice = 'reader'
         join comments c on c.id = n.owner_id and c.status <> 'deleted' join articles a on a.id = v.thread_id
    group by n.actor, v.day, v.thread_id
    """,
    """
    insert into daily_holders
    with held as (
        select u.day, u.thread_id, u.argument, (
            select json_group_object(target, stance) from (
                select v.target, v.stance from verdicts v
                where v.owner_id = u.owner_id and v.voice = 'reader' and v.target <> '' order by v.target)) as stances
        from unit_arguments u where u.voice = 'reader' and u.use = 'asserts'
    )
    select h.day, h.thread_id, coalesce(a.source_id, 'clips'), a.audience, h.argument, h.stances, count(*)
    from held h join articles a on a.id = h.thread_id group by h.day, h.thread_id, h.argument, h.stances
    """,
    """
    insert into strong_passages
    select argument, day, id, use, thread_id, source_id, audience, score, is_confirmed from (
        select e.key as argument, v.day, p.id, e.value as use, p.thread_id, coalesce(a.source_id, 'clips') as source_id,
               a.audience, e.score, e.status = 'confirmed' as is_confirmed,
               row_number() over (partition by p.thread_id, e.key, e.value
                                  order by e.status = 'confirmed' desc, e.score desc, p.id) as place
        from passages p join effective_tags e on e.passage_id = p.id
             join verdicts v on v.owner_id = p.owner_id and +v.target = '' and v.speaker = ''
                                and v.voice = case p.owner_kind when 'comment' then 'reader' else 'press' end
             join articles a on a.id = p.thread_id
        where e.kind = 'argument' and v.is_unique = 1 and p.kind <> 'pull-quote'
    ) where place <= 3
    """,
    """
    insert into told_figures
    select f.id, f.thread_id, coalesce(c.posted_at, case f.owner_kind when 'article' then a.published_at end),
           coalesce(c.posted_on, case f.owner_kind when 'article' then a.published_on end),
           coalesce(a.source_id, 'clips'), a.audience
    from figures f join articles a on a.id = f.thread_id left join comments c on c.id = f.owner_id
    where f.kind in ('count', 'money', 'percent', 'fraction', 'rate') and (f.kind <> 'count' or f.high >= 10)
      and case f.owner_kind when 'article' then a.body else c.body end <> '' and coalesce(c.status, '') <> 'deleted'
      and exists (select 1 from verdicts v where v.owner_id = f.owner_id and +v.target = '')
    """,
    """
    insert into daily_figures
    select coalesce(day, ''), thread_id, source_id, audience, count(*) from told_figures group by 1, 2
    """,
)
