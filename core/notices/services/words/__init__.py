"""The words of every kind of letter, a module for each part of the service."""

from collections.abc import Mapping

from core.notices.services.words.cases import CASES
from core.notices.services.words.demand import ACCOUNT, FILING, LICENCE, MANDATE
from core.notices.services.words.letter import Letter
from core.notices.services.words.people import COMPLAINT, OFFER, REGISTRATION, WORKER
from core.notices.services.words.permits import APPLICATION, PERMIT, PERMIT_ACT, PERMIT_OF_WORKER
from core.notices.services.words.requests import PERMIT_REQUEST

DEMAND = FILING | LICENCE | MANDATE | ACCOUNT
PEOPLE = REGISTRATION | OFFER | WORKER | COMPLAINT
PERMITS = APPLICATION | PERMIT_ACT | PERMIT_REQUEST | PERMIT | PERMIT_OF_WORKER | CASES
LETTERS: Mapping[str, Letter] = DEMAND | PEOPLE | PERMITS
