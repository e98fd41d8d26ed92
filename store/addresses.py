"""Addresses of pages: the canonical form, without trackers, and the site they belong to."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKERS = re.compile(
    r"(?:utm_.*|xtor|at_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|m_bt|mkt_tok|_ga|_gl|cmpid|cmp|"
    r"ns_.*|pk_.*|mtm_.*|"
    r"xtcr|xtref|origine?|ref(?:errer|_src|_url)?|share|from|source|estat_svc|s_cid|trk|wt_mc|echobox|sharetoken|"
    r"outputtype|amp|email|e_mail|ecid|sfmc_\w+|vero_\w+|oly_\w+_id|_hs(?:enc|mi)|ml_subscriber\w*|srsltid|mkt_\w+|mc_\w+|"
    r"actcampaigntype|cndid|nlid|wickedid|emci|emdi)",
    re.IGNORECASE,
)


def canonical_url(url: str, *, base: str | None = None) -> str:
    """`url` absolute, its host in lower case, without fragment and tracking parameters; other parameters stay."""
    parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
    kept = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKERS.fullmatch(key)
    ]
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(kept), ""))


def site_of(url: str | None) -> str | None:
    """The host of a web address without « www. », `None` for anything else."""
    if not url:
        return None
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host.removeprefix("www.") if parts.scheme in ("http", "https") and host else None
