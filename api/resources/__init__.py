"""The nouns of the interface, one module for each part of the scheme."""

from api.resources.quotas import QUOTAS
from api.resources.scheme import SCHEME

RESOURCES = (*SCHEME, *QUOTAS)
