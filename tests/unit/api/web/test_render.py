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


def test_the_message_of_a_redirect_comes_before_the_section_of_the_page() -> None:
    answer = render.redirect_after_post("/records/1/missing-from-care#practice", done="saved")
    assert answer.headers["location"] == "/records/1/missing-from-care?done=saved#practice"
    plain = render.redirect_after_post("/approvals")
    assert plain.headers["location"] == "/approvals"
