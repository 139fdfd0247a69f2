// The lists of keys and of states (docs/offline-proof.md, 3 and 4): fetched with network, proved, kept with their age.

import { noteClock } from "./clock.js";
import { Malformed, demand, hasOnly, isBytes, isMoment, isSame, isSignedBy, open } from "./envelope.js";
import { fingerprintOf, isPinned } from "./pin.js";
import { keep, read } from "./store.js";

const ADDRESSES = { keys: "/api/v1/proof/keys/", status: "/api/v1/proof/status/" };
const KEYS = -65538;
const [TTL, STATUS] = [65534, 65533];
const FOR_LISTS = 2;
const MOST = 4 * 1024 * 1024; // bytes of an inflated list

class Stranger extends Malformed {}

// Reads a list of keys and proves it by one of its own; throws `Malformed`.
export async function readKeys(bytes) {
  const envelope = open(bytes, "application/cp-keys+cwt");
  const { claims } = envelope;
  demand(hasOnly(claims, [1, 4, 6, KEYS]) && isMoment(claims.get(4)) && isMoment(claims.get(6)));
  demand(Array.isArray(claims.get(KEYS)));
  const keys = claims.get(KEYS).map(readKey);
  const found = { keys, exp: claims.get(4), iat: claims.get(6), kid: envelope.kid };
  const signer = await prove(envelope, keys, found.iat);
  return { ...found, fingerprint: await fingerprintOf(signer.publicKey) };
}

function readKey(map) {
  demand(hasOnly(map, [1, 2, 3, 4, 5, 6, 7]) && isBytes(map.get(1), 4) && isBytes(map.get(2), 32));
  demand([3, 4, 6].every((name) => isMoment(map.get(name))) && Number.isInteger(map.get(7)));
  const [kid, publicKey, from, until, authority, use, alg] = [1, 2, 3, 4, 5, 6, 7].map((name) => map.get(name));
  return { kid, publicKey, from, until, authority, use, alg };
}

async function prove(envelope, keys, iat) {
  const key = keys.find((one) => one.use === FOR_LISTS && isSame(one.kid, envelope.kid));
  demand(key && key.alg === envelope.alg && key.from <= iat && iat < key.until);
  demand(await isSignedBy(key.publicKey, envelope));
  return key;
}

// Reads a list of states, proved by a key of the list of keys; throws `Malformed`.
export async function readStatus(bytes, keys) {
  const envelope = open(bytes, "application/statuslist+cwt");
  const { claims } = envelope;
  demand(hasOnly(claims, [1, 4, 6, TTL, STATUS]) && [4, 6, TTL].every((name) => isMoment(claims.get(name))));
  const told = claims.get(STATUS);
  demand(hasOnly(told, ["bits", "lst"]) && told.get("bits") === 2 && isBytes(told.get("lst")));
  await prove(envelope, keys.keys, claims.get(6));
  const states = await inflate(told.get("lst"));
  const at = (index) => ((states[Math.floor(index / 4)] ?? 0) >> (2 * (index % 4))) & 3;
  return { at, size: states.length * 4, exp: claims.get(4), iat: claims.get(6), ttl: claims.get(TTL) };
}

async function inflate(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      size += part.value.length;
      demand(size <= MOST);
    }
  } catch {
    throw new Malformed();
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// A later list of keys counts only if a key that is already trusted signed it, and none older than what is held.
function isTrusted(found, held) {
  if (!held) return true;
  const signer = found.keys.find((one) => one.use === FOR_LISTS && isSame(one.kid, found.kid));
  const same = (one) => one.use === FOR_LISTS && isSame(one.kid, signer.kid) && isSame(one.publicKey, signer.publicKey);
  return held.keys.some(same) && found.iat >= held.iat;
}

// What the device holds; what does not prove itself is as if it were not there.
export async function known() {
  const [keys, status, places, clock, pin] = await Promise.all(["keys", "status", "places", "clock", "pin"].map(read));
  const heldKeys = keys && { ...(await readKeys(keys.bytes).catch(() => null)), fetchedAt: keys.fetchedAt };
  const lists = { keys: heldKeys?.keys ? heldKeys : null, status: null, places: places ?? {}, clock, pin };
  if (lists.keys && status) {
    const held = await readStatus(status.bytes, lists.keys).catch(() => null);
    lists.status = held && { ...held, fetchedAt: status.fetchedAt };
  }
  return lists;
}

// Whether the list of states asks by now to be fetched anew.
export const isDue = ({ status }, now) => !status || now - (status.fetchedAt ?? 0) >= status.ttl;

// Fetches what is newer; tells what became of it by the key of a sentence.
export async function fetchLists(now) {
  if (!navigator.onLine) return "fetch_failed";
  try {
    const places = await ask(document.body.dataset.places);
    await keep("places", await places.json());
    return await take(await bytesOf(ADDRESSES.keys), await bytesOf(ADDRESSES.status), now);
  } catch (error) {
    if (error instanceof Stranger) return "list_stranger";
    return error instanceof Malformed ? "list_false" : "fetch_failed";
  }
}

async function take(keysBytes, statusBytes, now) {
  const held = await known();
  const keys = await readKeys(keysBytes);
  demand(isTrusted(keys, held.keys));
  if (!held.keys && !(await isPinned(keys, held.pin))) throw new Stranger();
  await keep("keys", { bytes: keysBytes, fetchedAt: now });
  const status = await readStatus(statusBytes, keys);
  demand(!held.status || status.iat >= held.status.iat);
  await keep("status", { bytes: statusBytes, fetchedAt: now });
  return "fetched";
}

async function ask(address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw new Error(address);
  await noteClock(answer.headers.get("Date"));
  return answer;
}

const bytesOf = async (address) => new Uint8Array(await (await ask(address)).arrayBuffer());
