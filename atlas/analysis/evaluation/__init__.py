"""The store and a filter in; how many projects and statements had which outcome on a day, out."""
