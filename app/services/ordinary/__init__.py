"""Ordinary forms without detours: what depends on a pack, a heading or a cell alone is worked out once.

`app/domain` and `sheet.py` say what an answer is. Here their texts are cut into templates, once per pack, at the
places where the figures of a form go; scoring an ordinary form is then integers and filling in. A form that is
not ordinary in every part is left to the domain. Nothing is worded here, and no rule is told a second time
without the domain's own text holding it to account: a template that does not reproduce what the domain writes of
another form is refused when it is made, and tests hold whole answers equal to the byte.
"""
