"""Addresses of the pages on which workers act themselves.

A telephone keeps its history: what somebody wrote down is in the “book”, what was paid in the “list”.
"""

from django.urls import URLPattern, path

from portal.views.worker import answers, book, documents, entrance, home, letters, offers, permit, record, sums

urlpatterns: list[URLPattern] = [
    path("my/", home.home, name="my"),
    path("my/enter/", entrance.enter, name="my_enter"),
    path("my/code/", entrance.code, name="my_code"),
    path("my/leave/", entrance.leave, name="my_leave"),
    path("my/record/", record.shown, name="my_record"),
    path("my/record/file/", record.file, name="my_record_file"),
    path("my/abroad/", record.abroad, name="my_abroad"),
    path("my/erasing/", record.erasing, name="my_erasing"),
    path("my/numbers/", home.numbers, name="my_numbers"),
    path("my/telephone/", home.telephone, name="my_telephone"),
    path("my/letters/", letters.listed, name="my_letters"),
    path("my/letters/<uuid:pk>/document/", documents.letter, name="my_letter_document"),
    path("my/offers/", offers.listed, name="my_offers"),
    path("my/offers/<uuid:pk>/", offers.shown, name="my_offer"),
    path("my/offers/<uuid:pk>/document/", documents.terms, name="my_offer_document"),
    path("my/offers/<uuid:pk>/yes/", offers.yes, name="my_yes"),
    path("my/offers/<uuid:pk>/code/", offers.send_code, name="my_yes_code"),
    path("my/offers/<uuid:pk>/no/", offers.no, name="my_no"),
    path("my/permits/<uuid:pk>/", permit.shown, name="my_permit"),
    path("my/permits/<uuid:pk>/document/", documents.permit, name="my_permit_document"),
    path("my/permits/<uuid:pk>/proof/<int:seq>/", permit.proof, name="my_permit_proof"),
    path("my/permits/<uuid:pk>/longer/", permit.longer, name="my_longer"),
    path("my/permits/<uuid:pk>/end/", permit.end, name="my_end"),
    path("my/changes/<uuid:pk>/", answers.agree, name="my_change"),
    path("my/absences/<uuid:pk>/", answers.absence, name="my_absence"),
    path("my/stays/<uuid:pk>/", answers.stay, name="my_stay"),
    path("my/list/", sums.listed, name="my_list"),
    path("my/list/nothing/", sums.nothing, name="my_list_nothing"),
    path("my/book/", book.listed, name="my_book"),
    path("my/book/new/", book.new, name="my_book_new"),
    path("my/book/<uuid:pk>/", book.shown, name="my_book_entry"),
    path("my/book/<uuid:pk>/back/", book.take_back, name="my_book_back"),
]
