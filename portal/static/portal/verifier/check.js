// The verdict on a code (docs/offline-proof.md, 2 and 5): the first reason that is so, or good.

import { Malformed, base45, demand, hasOnly, isMoment, isSame, isSignedBy, open } from "./envelope.js";

const PREFIX = "CP1:";
const PERMIT = -65537;
const DAY = 86_400;
const BEIJING = 8 * 3600;
const OLDEST = 14 * DAY; // a status list beyond this age decides nothing
const FOR_PERMITS = 1;
const STATES = { 1: "revoked", 2: "suspended", 3: "ended_early" };
// Where several sentences stand for one reason.
const REASONS = {
  not_a_code: "signature",
  no_keys: "unknown_key",
  ended_early: "ended",
  wrong_employer: "wrong_area",
  list_missing: "list_too_old",
};
const isText = (value) => typeof value === "string";
const isTexts = (value) => Array.isArray(value) && value.every(isText);

// What the code of a permit says; throws `Malformed` where it is none.
export function readCode(text) {
  demand(text.startsWith(PREFIX));
  const envelope = open(base45(text.slice(PREFIX.length)));
  const { claims } = envelope;
  demand(hasOnly(claims, [1, 4, 5, 6, PERMIT]) && isText(claims.get(1)));
  demand([4, 5, 6].every((name) => isMoment(claims.get(name))));
  const permit = claims.get(PERMIT);
  demand(hasOnly(permit, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
  const [number, name, born, paperEnd, employer, areas, ports, kind, index] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((key) =>
    permit.get(key),
  );
  demand([number, name, paperEnd].every(isText) && [born, kind, index].every(isMoment));
  demand(isTexts(employer) && employer.length === 2 && isTexts(areas) && isTexts(ports) && kind >= 1 && kind <= 3);
  const times = { authority: claims.get(1), exp: claims.get(4), nbf: claims.get(5), iat: claims.get(6) };
  const days = { first: dayOf(times.nbf), last: dayOf(times.exp - 1) };
  const facts = { number, name, born, paperEnd, employer, areas, ports, kind, index, ...times, ...days };
  return { envelope, facts };
}

// The verdict: its outcome and reason, the key of its sentence and what that names; where proved, what the code says.
export async function check(text, lists, asked, at) {
  let read;
  try {
    read = readCode(text);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return stop(text.startsWith(PREFIX) ? "signature" : "not_a_code");
  }
  const { envelope, facts } = read;
  const key = lists.keys?.keys.find((one) => isFor(one, envelope, facts));
  if (!key) return stop(lists.keys ? "unknown_key" : "no_keys");
  if (!(await isSignedBy(key.publicKey, envelope))) return stop("signature");
  return { facts, ...judge(facts, key, lists, asked, at) };
}

const verdict = (outcome, code, named = {}) => ({ outcome, code, named, reason: REASONS[code] ?? code });
const stop = (code, named) => verdict("stop", code, named);

const isFor = (key, { alg, kid }, { authority }) =>
  key.use === FOR_PERMITS && key.alg === alg && key.authority === authority && isSame(key.kid, kid);

function judge(facts, key, { keys, status }, asked, at) {
  if (facts.iat < key.from || facts.iat >= key.until) return stop("key_expired");
  if (at < facts.nbf) return stop("not_yet_valid", { day: facts.first });
  const state = status?.at(facts.index) ?? 0;
  if (at >= facts.exp) return stop("ended", { day: facts.last });
  if (state) return stop(STATES[state]);
  return misplaced(facts, asked) ?? undecided(facts, keys, status, at) ?? good(status, at);
}

// Whether the permit is for another port, county or employer than those that are asked about.
function misplaced({ ports, areas, employer }, asked) {
  if (asked.port && !ports.includes(asked.port)) return stop("wrong_port", { ports });
  if (asked.area && !areas.includes(asked.area)) return stop("wrong_area", { areas });
  return asked.employer && asked.employer !== employer[0] ? stop("wrong_employer", { employer: employer[1] }) : null;
}

function undecided({ index, iat }, keys, status, at) {
  if (!status) return verdict("undecided", "list_missing");
  const isOld = at - status.iat > OLDEST || at >= keys.exp || (index >= status.size && iat < status.iat);
  return isOld ? verdict("undecided", "list_too_old", { moment: status.iat }) : null;
}

function good(status, at) {
  if (at < status.exp) return verdict("good", "good");
  return verdict("unchecked", "good_unchecked", { moment: status.iat });
}

const dayOf = (moment) => new Date((moment + BEIJING) * 1000).toISOString().slice(0, 10);
