"""The ground a replay stands on: its seasons and rules, offices, parties, mandates and quotas, each made once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from uuid import UUID

from accounts.models import Member
from core.actors import Actor
from core.actors import Standing as Someone
from core.dates import ZONE
from core.permissions import Permission as P
from employers.models import Employer, Intermediary, Mandate
from employers.services import licences, mandates
from employers.services.licence_details import LicenceDetails
from employers.services.mandates import MandateDetails
from permits.management.people import OPERATOR, signing
from permits.management.replay import offices, parties
from permits.management.replay.cases import Case
from permits.management.replay.parties import Pair, Party
from permits.management.replay.profile import Profile
from permits.management.replay.standing import ONLOOKER
from scheme.models import Quota, RuleSet, Season
from scheme.rules.choice import chain
from scheme.services import quota_tree, reference
