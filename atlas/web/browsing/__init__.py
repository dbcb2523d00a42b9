"""The store in; the data from which the browser filters, lists and shows cards out."""
