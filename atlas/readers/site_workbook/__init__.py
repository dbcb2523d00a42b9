"""The bureau's workbook of land on offer, contacts, utilities and firms.

In: ``sites.xlsx``. Out: facts of sites and firms, and notes that name worksheet, row and column.
"""
