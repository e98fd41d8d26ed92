"""The press review of one day: from rows to one record, from the record to HTML, DOCX, Markdown and PDF.

Runs at night and from the command line; loads neither Streamlit, nor the analysis, nor the crawler.
"""
