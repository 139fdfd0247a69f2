"""The nouns of the interface, one module for each part of the scheme."""

from api.resources.accounts import ACCOUNTS
from api.resources.applications import APPLICATIONS
from api.resources.border import BORDER
from api.resources.cases import CASES
from api.resources.doubles import DOUBLES
from api.resources.feed import FEED
from api.resources.files import FILES
from api.resources.filings import FILINGS
from api.resources.grievances import GRIEVANCES
from api.resources.licences import LICENCES
from api.resources.offers import OFFERS
from api.resources.parties import PARTIES
from api.resources.people import PEOPLE
from api.resources.permit_requests import REQUESTS
from api.resources.permits import PERMITS
from api.resources.presence import PRESENCE
from api.resources.problems import PROBLEMS
from api.resources.public import PUBLIC
from api.resources.quotas import QUOTAS
from api.resources.records import RECORDS
from api.resources.registrations import REGISTRATIONS
from api.resources.returns import RETURNS
from api.resources.rosters import ROSTERS
from api.resources.scheme import SCHEME
from api.resources.turns import TURNS
from api.resources.worker_door import WORKER_DOOR

DEMAND = (*ACCOUNTS, *SCHEME, *QUOTAS, *PARTIES, *LICENCES, *FILINGS, *PUBLIC)
PERSONS = (*WORKER_DOOR, *PEOPLE, *DOUBLES, *REGISTRATIONS, *OFFERS, *GRIEVANCES)
STAYING = (*APPLICATIONS, *PERMITS, *REQUESTS, *PRESENCE, *BORDER, *CASES, *RETURNS, *ROSTERS)
RESOURCES = (*DEMAND, *PERSONS, *STAYING, *TURNS, *RECORDS, *FILES, *FEED, *PROBLEMS)
