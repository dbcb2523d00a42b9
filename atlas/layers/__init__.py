"""``layers/*.toml`` and layer files in; layer definitions, checked frames and symbols out."""
