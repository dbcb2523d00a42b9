"""Tour files and the store in; checked tours out, each step a page, a filter and a view."""
