"""The nouns of the interface, one module for each part of the scheme."""

from api.resources.accounts import ACCOUNTS
from api.resources.filings import FILINGS
from api.resources.licences import LICENCES
from api.resources.parties import PARTIES
from api.resources.problems import PROBLEMS
from api.resources.public import PUBLIC
from api.resources.quotas import QUOTAS
from api.resources.records import RECORDS
from api.resources.scheme import SCHEME

RESOURCES = (*ACCOUNTS, *SCHEME, *QUOTAS, *PARTIES, *LICENCES, *FILINGS, *PUBLIC, *RECORDS, *PROBLEMS)
