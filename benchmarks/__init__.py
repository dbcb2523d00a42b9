"""Benchmarks of the atlas, each a command.

``python -m benchmarks`` compares its speed with an ordinary folium map and a bare page,
``.check`` the check of parcels with a bare overlay, ``.load`` puts a server under load, ``.kill``
kills builds and imports, ``.growth`` compares layers of many features with other map libraries,
``.crowd`` puts a server under the load of a day with many readers, ``.mutants`` measures how many
mutants the tests kill.
"""
