"""Finding a site: what an investor asks for, and what the atlas knows of each park and district.

In: the store. Out: wants, criteria and facts of sites as plain data. The browser ranks them.
"""
