"""Features in; maps as SVG in millimetres out: symbols, legend, labels, scale."""
