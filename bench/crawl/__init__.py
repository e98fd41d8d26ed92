"""A crawl of many generated sources on loopback: bounded memory, resumed after a kill, beside a bare Scrapy spider."""
