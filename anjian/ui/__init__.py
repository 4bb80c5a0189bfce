"""The shared look (界面): layout, signs of states, days in words, messages, refusals as pages; with a gallery.

Everything a person sees stands in these templates and this style sheet: near-white paper, black text, one blue for what
can be done, red only for what is late or major. A state is a shape and a word, and only then a colour.

Other modules use the template `ui/layout.html`, the tags of `{% load show %}`, and from Python `page` (turns a refusal
into a page), `moment` (which day is looked at) and `rail` (the entries of the navigation).
"""
