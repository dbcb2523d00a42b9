"""A page's view in; the parts that pages are made of out."""
