"""An address in; the typed filter and the page's view out, and back."""
