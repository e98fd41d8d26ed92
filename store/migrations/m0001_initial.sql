-- The first schema. Days are Europe/Paris, moments UTC, offsets characters of the owner's body.

create table sources (
    id text primary key,
    name text not null,
    homepage text,
    audience text not null,
    tier integer not null,
    comments_platform text,
    verified_on text,            -- null: never
    enabled integer not null default 1
) strict;

create table runs (
    id integer primary key autoincrement,
    command text not null,
    started_at text not null,
    finished_at text,
    status text not null default 'running'
        check (status in ('running', 'done', 'partial', 'failed', 'interrupted'))
) strict;

create table run_steps (
    id integer primary key autoincrement,
    run_id integer not null references runs(id) on delete cascade,
    step text not null,
    source_id text,
    started_at text not null,
    finished_at text,
    status text not null default 'running'
        check (status in ('running', 'done', 'partial', 'failed', 'interrupted')),
    counts text not null default '{}',   -- JSON object: what was counted
    message text
) strict;
create index run_steps_by_run on run_steps(run_id);
create index run_steps_by_source on run_steps(source_id, started_at);

create table failures (
    id integer primary key autoincrement,
    run_id integer not null references runs(id) on delete cascade,
    step text not null,
    source_id text,
    item text not null,          -- the page, file or line
    error text not null,         -- what failed
    hint text,                   -- what to do next
    at text not null
) strict;
create index failures_by_run on failures(run_id);

create table fetches (
    url text primary key,
    source_id text,
    kind text not null,          -- feed, sitemap, page, comments, robots, tdmrep
    fetched_at text not null,
    http_status integer,
    etag text,
    last_modified text,
    body_hash text,
    decision text not null,      -- fetched, unchanged, disallowed, reserved, too-large, failed
    reason text
) strict;

create table articles (
    id text primary key,
    source_id text,
    url text,
    canonical_url text,
    site text,
    audience text not null,
    title text not null,
    kicker text,
    standfirst text,
    byline text not null default '[]',       -- JSON list of names
    published_at text,
    published_on text,                       -- Europe/Paris day; null: undated
    updated_at text,
    date_source text not null,
    date_precision text not null,
    tags text not null default '[]',         -- JSON list
    paywall text not null,
    language text,
    comments_platform text,
    comments_declared integer,
    body text not null,                      -- title, standfirst and blocks, one empty line between them
    blocks text not null,                    -- JSON list of {kind, speaker, start, end} over body
    body_hash text not null,
    provenance text not null default '{}',   -- JSON object: field -> where it was found
    story_id text,                           -- shared by near-duplicates; null: not grouped yet
    story_first integer not null default 1,  -- 1: first publication of its story
    origin text not null check (origin in ('crawl', 'clip')),
    first_seen_at text not null,
    fetched_at text not null
) strict;
create index articles_by_day on articles(published_on);
create index articles_by_source on articles(source_id, published_on);
create index articles_by_story on articles(story_id);
create index articles_by_seen on articles(first_seen_at);

create table article_aliases (
    alias text primary key,      -- 'url:...', 'clip:...'
    article_id text not null references articles(id) on delete cascade
) strict;
create index article_aliases_by_article on article_aliases(article_id);

create table comments (
    id text primary key,
    article_id text not null references articles(id) on delete cascade,
    platform text not null,
    platform_id text,
    reply_to text,               -- comment id
    author_key text,             -- keyed hash; never a name
    author_role text not null,   -- role bucket
    position text,               -- side chosen by the author in a debate
    posted_at text,
    posted_on text,              -- Europe/Paris day; null: undated
    date_text text,
    date_source text not null,
    date_precision text not null,
    votes integer,
    status text not null check (status in ('published', 'edited', 'deleted')),
    body text not null,          -- empty once deleted
    body_hash text not null,
    first_in_thread integer not null default 1,  -- 0: same text stands earlier in the thread
    first_seen_at text not null,
    fetched_at text not null
) strict;
create index comments_by_article on comments(article_id, posted_at);
create index comments_by_day on comments(posted_on);
create index comments_by_seen on comments(first_seen_at);

create table comment_aliases (
    alias text primary key,      -- another id under which the same comment was collected
    comment_id text not null references comments(id) on delete cascade
) strict;

create table comment_events (
    id text primary key,
    comment_id text not null,
    kind text not null check (kind in ('edited', 'deleted', 'restored')),
    seen_at text not null,
    before_hash text not null,
    after_hash text not null
) strict;
create index comment_events_by_comment on comment_events(comment_id);

create table passages (
    id text primary key,
    owner_kind text not null check (owner_kind in ('article', 'comment')),
    owner_id text not null,
    thread_id text not null references articles(id) on delete cascade,
    position integer not null,
    kind text not null,
    speaker text,
    start integer not null,      -- characters of the owner's body
    end integer not null
) strict;
create index passages_by_owner on passages(owner_id, position);
create index passages_by_thread on passages(thread_id);

create table taggers (
    id text primary key,
    component text not null,     -- stance, sentiment, arguments, relevance, quotes, figures, actors
    title text not null,         -- French, as shown on screen
    starting integer not null default 0,   -- 1: « modèle de départ »
    first_used_at text not null
) strict;

create table scores (
    tagger_id text not null references taggers(id) on delete cascade,
    layer text not null,
    label text not null,         -- '' for the whole layer
    n integer not null,
    precision real, recall real, f1 real, f1_low real, f1_high real,
    precision_low real, precision_high real,
    measured_on text not null,
    wording text not null,
    primary key (tagger_id, layer, label)
) strict;

create table tagged (
    owner_id text not null,
    component text not null,
    tagger_id text not null,
    body_hash text not null,
    primary key (owner_id, component)
) strict, without rowid;

create table tags (
    id text primary key,
    passage_id text not null references passages(id) on delete cascade,
    tagger_id text not null references taggers(id),
    kind text not null check (kind in ('stance', 'argument', 'sentiment', 'relevance')),
    key text not null,
    value text not null,
    score real not null,
    target text,
    probs text not null default '{}',
    status text not null default 'suggested' check (status in ('suggested', 'confirmed', 'refused'))
) strict;
create index tags_by_passage on tags(passage_id, kind, key);
create index tags_by_key on tags(kind, key, value);

create table evidence (
    tag_id text not null references tags(id) on delete cascade,
    start integer not null,      -- characters of the owner's body
    end integer not null,
    primary key (tag_id, start, end)
) strict, without rowid;

create table quotes (
    id text primary key,
    owner_kind text not null, owner_id text not null,
    thread_id text not null references articles(id) on delete cascade,
    tagger_id text not null references taggers(id),
    start integer not null, end integer not null,
    speaker text, actor text, cue text, kind text not null, attitude text not null
) strict;
create index quotes_by_owner on quotes(owner_id, start);

create table figures (
    id text primary key,
    owner_kind text not null, owner_id text not null,
    thread_id text not null references articles(id) on delete cascade,
    tagger_id text not null references taggers(id),
    start integer not null, end integer not null,
    low real not null, high real not null,   -- equal unless a range
    unit text, kind text not null, comparator text not null, counts text, said_by text
) strict;
create index figures_by_owner on figures(owner_id, start);

create table mentions (
    id text primary key,
    owner_kind text not null, owner_id text not null,
    thread_id text not null references articles(id) on delete cascade,
    tagger_id text not null references taggers(id),
    start integer not null, end integer not null,
    kind text not null, actor text
) strict;
create index mentions_by_owner on mentions(owner_id, start);
create index mentions_by_actor on mentions(actor);

create table desk_corrections (
    id integer primary key autoincrement,
    passage_id text not null,
    kind text not null, key text not null,
    before_value text,           -- null: the machine had said nothing
    value text not null,
    status text not null check (status in ('confirmed', 'refused')),
    made_by text not null, made_at text not null
) strict;
create index desk_corrections_by_passage on desk_corrections(passage_id, kind, key, id);

create table desk_visits (
    id integer primary key autoincrement,
    visitor text not null, view text not null, at text not null
) strict;

create table inbox (
    id integer primary key autoincrement,
    kind text not null check (kind in ('url', 'text', 'file')),
    payload text not null,       -- the URL, or the name of a file in the inbox folder
    url text,                    -- where a pasted text comes from, when said
    requested_by text not null, requested_at text not null,
    status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
    answered_at text, answer text, article_id text
) strict;
create index inbox_by_status on inbox(status, id);

create view effective_tags as
with latest as (
    select * from desk_corrections d
    where id = (select max(id) from desk_corrections x
                where x.passage_id = d.passage_id and x.kind = d.kind and x.key = d.key)
)
select t.id as tag_id, t.passage_id, t.kind, t.key, t.value, t.score, t.target, t.tagger_id, t.status
from tags t
where t.status <> 'refused'
  and not exists (select 1 from latest d where d.passage_id = t.passage_id and d.kind = t.kind and d.key = t.key)
union all
select null, d.passage_id, d.kind, d.key, d.value, 1.0, null, null, 'confirmed'
from latest d where d.status = 'confirmed' and exists (select 1 from passages p where p.id = d.passage_id);

create table verdicts (
    owner_kind text not null, owner_id text not null,
    thread_id text not null references articles(id) on delete cascade,
    day text not null,           -- '' when undated
    voice text not null check (voice in ('reader', 'press', 'speaker')),
    speaker text not null default '',
    target text not null,        -- '' counts the unit itself
    stance text not null,
    score real not null,
    is_unique integer not null,
    primary key (owner_id, voice, speaker, target)
) strict, without rowid;
create index verdicts_by_target on verdicts(target, voice, day);
create index verdicts_by_thread on verdicts(thread_id);

create table unit_arguments (
    owner_kind text not null, owner_id text not null,
    thread_id text not null references articles(id) on delete cascade,
    day text not null,
    voice text not null, speaker text not null default '',
    argument text not null, use text not null,
    score real not null,
    is_unique integer not null,
    primary key (owner_id, voice, speaker, argument, use)
) strict, without rowid;
create index unit_arguments_by_argument on unit_arguments(argument, voice, day);
create index unit_arguments_by_thread on unit_arguments(thread_id);

create table daily_stance (
    day text not null, thread_id text not null,
    source_id text not null, audience text not null, voice text not null,
    target text not null, stance text not null,
    n_raw integer not null, n_unique integer not null,
    primary key (day, thread_id, voice, target, stance)
) strict, without rowid;
create index daily_stance_by_target on daily_stance(
    voice, target, day, stance, audience, source_id, thread_id, n_raw, n_unique);

create table daily_arguments (
    day text not null, thread_id text not null,
    source_id text not null, audience text not null, voice text not null,
    argument text not null, use text not null,
    n_raw integer not null, n_unique integer not null,
    primary key (day, thread_id, voice, argument, use)
) strict, without rowid;
create index daily_arguments_by_argument on daily_arguments(
    voice, argument, day, use, audience, source_id, thread_id, n_raw, n_unique);

create table documents (
    id integer primary key,
    owner_kind text not null, owner_id text not null unique,
    thread_id text not null references articles(id) on delete cascade,
    day text not null,
    folded text not null
) strict;
create index documents_by_day on documents(day);
create virtual table documents_fts using fts5(
    folded, content='documents', content_rowid='id', tokenize="unicode61 remove_diacritics 0");
create trigger documents_added after insert on documents begin
    insert into documents_fts(rowid, folded) values (new.id, new.folded);
end;
create trigger documents_removed after delete on documents begin
    insert into documents_fts(documents_fts, rowid, folded) values ('delete', old.id, old.folded);
end;
create trigger documents_changed after update of folded on documents begin
    insert into documents_fts(documents_fts, rowid, folded) values ('delete', old.id, old.folded);
    insert into documents_fts(rowid, folded) values (new.id, new.folded);
end;
