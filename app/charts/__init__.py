"""Pictures of score sheets, as SVG text of our own making: no drawing library, no font, no script, no reference."""
