// The signed envelope of codes and lists (docs/offline-proof.md, 1): opened as strictly as it is written, and proved.

import { decode, verifyEd25519 } from "./vendor/libraries.js";

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const STRICT = {
  useMaps: true,
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  rejectDuplicateMapKeys: true,
};
const [ALG, KID, TYP] = [1, 4, 16];
const ED25519 = -19;

export class Malformed extends Error {}

export function demand(holds) {
  if (!holds) throw new Malformed();
}

// The bytes that Base45 (RFC 9285) stands for.
export function base45(text) {
  const values = Array.from(text, (sign) => SIGNS.indexOf(sign));
  demand(!values.includes(-1) && values.length % 3 !== 1);
  const bytes = [];
  for (let place = 0; place < values.length; place += 3) {
    const [low, middle, high] = values.slice(place, place + 3);
    const value = low + 45 * middle + 2025 * (high ?? 0);
    demand(value <= (high === undefined ? 0xff : 0xffff));
    if (high !== undefined) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

// What an envelope says, and by which key; `typ` is missing in that of a code.
export function open(bytes, typ) {
  demand(bytes[0] === 0xd2 && bytes[1] === 0x84);
  const head = string(bytes, 2);
  demand(bytes[head.end] === 0xa0);
  const body = string(bytes, head.end + 1);
  const signature = string(bytes, body.end);
  demand(signature.inside.length === 64 && signature.end === bytes.length);
  const names = read(head.inside);
  demand(hasOnly(names, typ ? [ALG, KID, TYP] : [ALG, KID]) && names.get(TYP) === typ);
  demand(names.get(ALG) === ED25519 && isBytes(names.get(KID), 4));
  const claims = read(body.inside);
  demand(claims instanceof Map);
  const signed = join([0x84, 0x6a], new TextEncoder().encode("Signature1"), head.whole, [0x40], body.whole);
  return { alg: names.get(ALG), kid: names.get(KID), claims, signed, signature: signature.inside };
}

// Whether a public key signed an envelope; by the browser, and where it knows no Ed25519 by ourselves.
export async function isSignedBy(publicKey, { signed, signature }) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return verifyEd25519(signature, signed, publicKey, { zip215: false }).catch(() => false);
  }
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, signed);
}

export const isBytes = (value, length = value?.length) => value instanceof Uint8Array && value.length === length;
export const isSame = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
export const isMoment = (value) => Number.isInteger(value) && value >= 0;
export const hasOnly = (map, keys) =>
  map instanceof Map && map.size === keys.length && keys.every((key) => map.has(key));

function read(bytes) {
  try {
    return decode(bytes, STRICT);
  } catch {
    throw new Malformed();
  }
}

// A byte string at its place: what is inside, the whole of it, and where it ends; its length in the shortest form.
function string(bytes, start) {
  const kind = bytes[start];
  demand(kind >= 0x40 && kind <= 0x5a);
  const wide = kind < 0x58 ? 0 : 1 << (kind - 0x58);
  let length = kind < 0x58 ? kind - 0x40 : 0;
  for (let place = 1; place <= wide; place += 1) length = length * 256 + (bytes[start + place] ?? NaN);
  demand(wide === 0 || length >= { 1: 24, 2: 256, 4: 65536 }[wide]);
  const end = start + 1 + wide + length;
  demand(end <= bytes.length);
  return { inside: bytes.slice(start + 1 + wide, end), whole: bytes.slice(start, end), end };
}

function join(...parts) {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
