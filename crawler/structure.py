"""What a scrubbed page keeps: the vocabulary of markup, of comment platforms, of dates and of interfaces.

None of it is anybody's text: these are the names that themes and platforms share, and the words by which a page says
that a date is a date and a thread a thread.
"""

import re

# Platforms and standards: pages name them, and what reads a page looks for them.
KEPT_HOSTS = (
    "logora.com", "logora.fr", "disqus.com", "coralproject.net", "spot.im", "viafoura.net", "viafoura.co",
    "graphcomment.com", "hyvor.com", "facebook.net", "facebook.com", "schema.org", "w3.org", "api.w.org", "s.w.org",
    "wordpress.org", "ogp.me", "purl.org", "rdfs.org", "xmlns.com", "ampproject.org", "poool.fr", "gravatar.com",
    "captcha-delivery.com", "blogger.com", "blogspot.com", "gmpg.org", "drupal.org",
)  # fmt: skip

STRUCTURE = frozenset(
    """
    a about abonne abonnes access accessible account action actions active actual actualite actualites actus ad add
    admin ads after alert all alt alternate amp anchor anonymous answer answers api app application archive archives
    aria arrow article articles aside atom attachment author authors auteur avatar avis back background badge banner
    bar base before best block blockquote blocks blog blue body bold bookmark border bottom box breadcrumb breadcrumbs
    brief btn button buttons by byline byuser cache callout canonical caption card cards category cdn cell center chapo
    chapeau charset check class clear clearfix click clickable close closed cms code col color cols column columns
    comment commentaire commentaires comments commenting commentid commentlist common component conf config consent
    contact container content contents context contribution contributions controls cookie cookies copy core count
    counter cover credit credits css current custom cut data date dates datetime day debat debate debats default delete
    deleted depth desc description desktop detail details device dialog dir disabled disqus display div document down
    drawer dropdown drupal dsq edit edited editor editorial element embed empty en end entry entete error espace even
    event excerpt expand expanded extra false fb feed feeds field fields fieldset figcaption figure file fil filter
    first fit fixed flag flex floating flux fluid fn focus font footer form format forum forums fr free from front full
    gallery gc generator global grid group h1 h2 h3 h4 h5 h6 half hash head header heading headline height hfeed hero
    hentry hidden hide highlight history home horizontal host hot hover hreflang html http https hyvor icon icons id
    ident identifier iframe image images img in index info infos inline inner input insert intro is item itemprop items
    itemtype js json justify key keyword kicker label landing lang language large last latest layout lazy lead left
    legend level li like likes limit line link links list liste live loader loading local locale location log login
    logo logora logout long main map marge mark markup max mb md media medium member members menu message messages meta
    metas metadata min mini mobile modal mode moderator module modules more mt main name nav navbar navigation new news
    next ng no node none normal not note notice notification number object odd of off offset og ol old on online open
    opinion option options or order outer overlay page pagenav pager pages pagination paging panel paragraph paragraphs
    parent partial paywall permalink photo picture pingback pinned pipe player plugin podcast poll popup position post
    posted posts preload premium prev preview previous price primary print priority privacy product profile
    progress promo prop property province ps public published publication publisher px query question quote quotes
    rank rate rating raw react reaction reactions read reader readers recent red region register related rel reply
    replies reply-to replytocom repondre reponse reponses required reset resource responsive rest result results reverse
    review rich right role root row rows rss rubrique same schema score screen script scroll search secondary section
    sections selected selector sent separator settings shadow share sharing shop short shortcode shortlink shortname
    show sidebar side signature single site sitemap size skip slide slider slot sm small social sort source span spip
    sponsor spot sr standard standfirst start state static status sticky strong style sub subject submenu submit
    submitted subscribe subscribed subscriber subtitle summary surtitre svg switch synthese synthesis tab table tabs tag
    tags target taxonomy teaser template term text texte textarea theme thread threaded threads thumb thumbnail
    thumbs time timestamp tiny title titre to toggle token toolbar tools top topic total tr trackback translate
    tribune true type ui ul under unit unread up update updated upvote url user username users v1 v2 value vertical
    video view viewport views visible visually vote votes wall web webp wide widget widgets width window with word
    wordpress wp wpd wpdiscuz wrap wrapper www xl xml xs yes zone points postid pageid children area
    article-body pub ld json application javascript utf
    iso yyyy even thread-even alt comment-body vcard says awaiting moderation nofollow noopener noreferrer ugc external
    article:published article:modified newsarticle organization person webpage webpage imageobject listitem
    breadcrumblist interactioncounter commentaction likeaction discussionforumposting usercomments commenttext
    commenttime creator publishdate datepublished datecreated datemodified og:type robots index follow noindex nofollow
    noarchive nosnippet noai max-image-preview max-snippet tdm reservation policy php phtml jsonapi graphql oembed
    xmlrpc rsd wlwmanifest dns prefetch preconnect stylesheet shortcut apple touch mask manifest generator referrer
    """.split()  # noqa: SIM905
)  # fmt: skip

# Segments of paths that say what a page is, never what it speaks of.
SEGMENTS = re.compile(
    r"(?:\d{1,4}|wp-json|wp-content|wp-includes|wp-comments-post|comment-page-\d+|page-?\d*|p\d+|spip|rss\w*|feeds?|"
    r"(?:embed|comments|count|widget|synthese|debat|auth|main|index)(?:\.min)?|v\d)",
    re.IGNORECASE,
)

CODE = frozenset(
    """
    async await break case catch class const continue default delete do else export false finally for function if
    import in instanceof let new null of return static super switch this throw true try typeof undefined var void while
    window document push createElement getElementsByTagName getElementById appendChild insertBefore parentNode src
    async defer logora_config logora_comments logora_embed disqus_config disqus_shortname disqus_identifier disqus_url
    gc_params graphcomment_id page_id Coral createStreamEmbed storyID storyURL rootURL shortname resource identifier
    debate provider name id url page uid type Group Source Consultation Comments drupalSettings __SPOTIM__ callback
    wpApiSettings isAccessibleForFree paywall addEventListener querySelector
    """.split()  # noqa: SIM905
)  # fmt: skip

_MONTH = (
    r"(?:janvier|janv|f[ée]vrier|f[ée]vr?|mars|avril|avr|mai|juin|juillet|juil|ao[uû]t|septembre|sept|octobre|oct|"
    r"novembre|nov|d[ée]cembre|d[ée]c|january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|"
    r"september|sep|october|november|december|januar|jänner|februar|märz|mai|juni|juli|oktober|okt|dezember|dez)\b\.?"
)
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim)\b\.?,?\s+"
_HOUR = r"\d{1,2}\s?(?:h|:|heures?)\s?(?:\d{2})?(?:[:.]\d{2})?"
_UNITS = r"(?:secondes?|s|minutes?|mins?|heures?|h|jours?|j|semaines?|mois|ann[ée]es?|ans?)"
_AGO = (
    rf"il y a (?:environ |plus de |moins de |pr[eè]s d[e’'] ?)?(?:\d+|une?|quelques) {_UNITS}\b|\b\d+ (?:days?|hours?|"
    r"minutes?|weeks?|months?|years?) ago"
)
_DATES = (
    rf"(?:{_WEEKDAY})?(?:le )?\b\d{{1,2}}(?:er|\.|st|nd|rd|th)?\s+{_MONTH},?(?:\s+\d{{4}})?"
    rf"(?:\s*(?:à|,|-|–|·|\||at|um|@)?\s*{_HOUR}(?:\s*(?:Uhr|[ap]m)\b)?)?",
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?:\s*(?:at|,|-|–|·|\||@)?\s*{_HOUR}(?:\s*[ap]m\b)?)?",
    r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b(?:\s*(?:à|,|-|–|·|\|)?\s*{_HOUR})?",
    _AGO, rf"\b(?:hier|aujourd[’']hui|avant-hier)\b\s*(?:à|,)?\s*{_HOUR}", rf"\b{_HOUR}(?:\s*[ap]m\b)?(?!\w)",
)  # fmt: skip
_UNITS_IN_WORDS = (
    "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|"
    "cinquante|soixante|cent|mille"
)
_IN_WORDS = rf"(?:{_UNITS_IN_WORDS})(?:[- ](?:et[- ])?(?:{_UNITS_IN_WORDS}))*"
_PHRASES = (
    r"\b(?:publi[ée]e?|post[ée]e?|mis(?:e)? à jour|modifi[ée]e?|mise? en ligne|cr[ée]{1,2}e?|actualis[ée]e?|"
    r"r[ée]dig[ée]e?|[ée]crit)\b(?:\s+(?:le|à))?",
    rf"\b(?:\d+|{_IN_WORDS}|aucune?) (?:personnes?|lecteurs?|internautes?|membres?) (?:ont |a )?"
    r"(?:aim[ée]|trouve(?:nt)?|recommande(?:nt)?|approuve(?:nt)?)(?: ce (?:commentaire|message))?(?: utile)?\b|"
    rf"\b(?:{_IN_WORDS}|aucun) votes?\b",
    rf"\b(?:\d+\s+|(?:{_IN_WORDS})\s+|one |aucun |tous les |vos |les |laisser un |[ée]crire un |ajouter un |voir les )?"
    r"(?:commentaires?|r[ée]actions?|r[ée]ponses?|contributions?|messages?|avis|comments?|kommentare?|"
    r"responses?|thoughts on)\b",
    r"\b(?:r[ée]pondre|r[ée]agir|signaler|commenter|citer|reply|report|j[’']aime|permalien|comments?)\b(?: à\b)?",
    r"\b(?:article )?r[ée]serv[ée]e?s? (?:aux|à nos) (?:abonn[ée]s|inscrits)\b|\babonnez-vous\b|"
    r"\bd[ée]j[àa] abonn[ée]\b|"
    r"\bcet article est r[ée]serv[ée]\b|\bil (?:vous )?reste \d+(?:[.,]\d+)? ?% "
    r"(?:de cet article )?à (?:lire|d[ée]couvrir)",
    r"\(\d{1,4}\)", r"\bphoto de profil(?: de\b)?|\b[\d,.]+\s?k?\s?(?:points?|j[’']aime|votes?)\b|"
    r"\b(?:d[ée]batteurs?|utilisateurs?) en ligne\b|"
    r"\ben ligne\b|\b(?:grand |top )?d[ée]batteur(?: passionn[ée]| renomm[ée]| influent)?\b|\blire plus\b|"
    r"\b(?:oui|non|pour|contre|sans opinion|neutre)\b(?=\s*$)",
    r"\b(?:à lire aussi|lire aussi|lire la suite|sur le m[êe]me sujet|dans la m[êe]me rubrique|les plus lus)\b",
)  # fmt: skip
_BEFORE_NAMES = (
    r"\b(?:par|propos recueillis par|de notre correspondante?|by)\b(?=\s+[A-ZÉÈÀÂÎÔ])",
    r"\b(?:a dit|dit|says|said|à|le|Dr|Pr)\b(?=\s*(?::|$)|\s+[A-ZÉ]|\s+\d)",
)  # fmt: skip
DATES = re.compile("|".join(_DATES), re.IGNORECASE)
# A separate alternation, so that « par » before a name keeps looking at capitals.
DATES_AND_PHRASES = re.compile("|".join((*(f"(?i:{part})" for part in (*_DATES, *_PHRASES)), *_BEFORE_NAMES)))
IS_DATE = re.compile(r"\s*\d{4}-\d{2}(?:-\d{2})?(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?\s*")
