from __future__ import annotations

from api.web import language, render


def test_a_word_of_a_template_is_in_the_language_of_each_answer() -> None:
    template = render.environment().from_string('{{ "source" | label("provenance") }}')
    words = []
    for code in ("fr", "en"):
        token = language._now.set(code)
        try:
            words.append(template.render())
        finally:
            language._now.reset(token)
    assert words == [
        language.catalogue("fr").gettext("Source of the statement"),
        "Source of the statement",
    ]
