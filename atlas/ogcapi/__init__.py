"""The store and a request in; an answer of OGC API - Features out."""
