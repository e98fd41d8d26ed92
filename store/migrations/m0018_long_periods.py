"""What views add up over years is kept by thread and by month, so that four years cost little more than four months."""

from sqlite_utils import Database, Migrations

_TABLES = (
    # The stances of each thread on each target; undated units are left out. Rebuilt with the verdicts
    # (store/summaries.py). The last day comes first: a period reads the threads that end in it or later.
    """
    create table thread_stance (
        last_on text not null, voice text not null, target text not null, thread_id text not null,
        first_on text not null, source_id text not null, audience text not null,
        raw_against integer not null, raw_favour integer not null, raw_neutral integer not null,
        raw_unclear integer not null,
        unique_against integer not null, unique_favour integer not null, unique_neutral integer not null,
        unique_unclear integer not null,
        primary key (last_on, voice, target, thread_id)
    ) strict, without rowid
    """,
    "create index thread_stance_by_thread on thread_stance(thread_id)",
    # The tones of the texts of each thread.
    """
    create table thread_tones (
        last_on text not null, voice text not null, thread_id text not null,
        first_on text not null, source_id text not null, audience text not null,
        raw_negative integer not null, raw_neutral integer not null, raw_positive integer not null,
        unique_negative integer not null, unique_neutral integer not null, unique_positive integer not null,
        primary key (last_on, voice, thread_id)
    ) strict, without rowid
    """,
    "create index thread_tones_by_thread on thread_tones(thread_id)",
    # Who the press quotes, and in how many words; whom it names, and where (title, lead, body).
    """
    create table press_quotes (
        day text not null, thread_id text not null,
        actor text not null,             -- '' for a speaker whom the watch does not know
        speaker text not null,           -- as it is written, of those only
        place text not null, source_id text not null, audience text not null, is_unique integer not null,
        n integer not null, n_words integer not null,
        primary key (day, thread_id, actor, speaker, place)
    ) strict, without rowid
    """,
    "create index press_quotes_by_thread on press_quotes(thread_id)",
    """
    create table press_named (
        day text not null, thread_id text not null, actor text not null, place text not null,
        source_id text not null, audience text not null, is_unique integer not null,
        primary key (day, thread_id, actor, place)
    ) strict, without rowid
    """,
    "create index press_named_by_thread on press_named(thread_id)",
    # Who holds what over years, in the order in which it is added up.
    "create index daily_holders_by_argument on daily_holders("
    "argument, stances, day, thread_id, source_id, audience, n_raw)",
    "create index articles_repeated on articles(story_id) where story_first = 0",
    # A thread is put in order without its texts.
    "drop index comments_by_article",
    "create index comments_by_article on comments(article_id, posted_at, id, reply_to)",
    # Sums of daily_arguments, kept by triggers, whoever writes there; '' is the month of what is undated.
    """
    create table monthly_arguments (
        month text not null, voice text not null, argument text not null, use text not null,
        source_id text not null, audience text not null,
        n_raw integer not null, n_unique integer not null,
        primary key (month, voice, argument, use, source_id, audience)
    ) strict, without rowid
    """,
    """
    insert into monthly_arguments
    select substr(day, 1, 7), voice, argument, use, source_id, audience, sum(n_raw), sum(n_unique) from daily_arguments
    group by 1, 2, 3, 4, 5, 6
    """,
    """
    create trigger daily_arguments_summed after insert on daily_arguments begin
        insert into monthly_arguments
        values (substr(new.day, 1, 7), new.voice, new.argument, new.use, new.source_id, new.audience, new.n_raw,
                new.n_unique)
        on conflict(month, voice, argument, use, source_id, audience)
        do update set n_raw = n_raw + excluded.n_raw, n_unique = n_unique + excluded.n_unique;
    end
    """,
    """
    create trigger daily_arguments_taken after delete on daily_arguments begin
        update monthly_arguments set n_raw = n_raw - old.n_raw, n_unique = n_unique - old.n_unique
        where month = substr(old.day, 1, 7) and voice = old.voice and argument = old.argument and use = old.use
          and source_id = old.source_id and audience = old.audience;
        delete from monthly_arguments
        where month = substr(old.day, 1, 7) and voice = old.voice and argument = old.argument and use = old.use
          and source_id = old.source_id and audience = old.audience and n_raw = 0;
    end
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0018_long_periods")
    def long_periods(db: Database) -> None:
        for statement in (*_TABLES, *_FILLED):
            db.execute(statement)


_FILLED = (
    """
    insert into thread_stance
    select max(day), voice, target, thread_id, min(day), source_id, audience,
           sum(n_raw * (stance = 'against')), sum(n_raw * (stance = 'favour')), sum(n_raw * (stance = 'neutral')),
           sum(n_raw * (stance = 'unclear')), sum(n_unique * (stance = 'against')),
           sum(n_unique * (stance = 'favour')), sum(n_unique * (stance = 'neutral')),
           sum(n_unique * (stance = 'unclear'))
    from daily_stance where target <> '' and day > '' group by voice, target, thread_id
    """,
    """
    insert into thread_tones
    select max(day), voice, thread_id, min(day), source_id, audience,
           sum(n_raw * (tone = 'negative')), sum(n_raw * (tone = 'neutral')), sum(n_raw * (tone = 'positive')),
           sum(n_unique * (tone = 'negative')), sum(n_unique * (tone = 'neutral')), sum(n_unique * (tone = 'positive'))
    from daily_tones where day > '' group by voice, thread_id
    """,
    """
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
        where x.owner_kind = 'article'
          and exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '')
          and not exists (select 1 from passages p where p.owner_id = x.owner_id and p.kind = 'pull-quote'
                          and p.start <= x.start and p.end > x.start)
    ) group by day, thread_id, actor, speaker, place
    """,
    """
    insert into press_named
    select distinct coalesce(a.published_on, ''), x.thread_id, x.actor,
           case when x.start < coalesce(json_extract(a.blocks, '$[0].end'), 0) then 'title'
                when x.start < coalesce(json_extract(a.blocks, '$[1].end'), 0) then 'lead' else 'body' end as place,
           coalesce(a.source_id, 'clips'), a.audience, a.story_first
    from articles a cross join mentions x on x.owner_id = a.id
    where x.owner_kind = 'article'
      and exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '')
      and not exists (select 1 from passages p where p.owner_id = x.owner_id and p.kind = 'pull-quote'
                      and p.start <= x.start and p.end > x.start) and x.actor is not null
    """,
)
