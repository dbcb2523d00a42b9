"""The plan's text and its built tables in; clauses, links, indicators, coverage and plates out."""
