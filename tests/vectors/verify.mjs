// A second verifier, by docs/offline-proof.md alone, in plain Node 18 or newer: `node verify.mjs good.json bad.json`
// prints one line of JSON a vector with its answer; the lists are read from lists.json beside it.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const DAY = 86400;
const LARGEST = 4 * 1024 * 1024;
const KEY_LIST = -65538, STATUS_LIST = 65533, PERMIT = -65537;
const KEYS_KIND = "application/cp-keys+cwt", STATUS_KIND = "application/statuslist+cwt";

const demand = (holds, words) => { if (!holds) throw new Error(words); };

function base45(text) {
  demand(text.length % 3 !== 1, "length");
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((sign) => ALPHABET.indexOf(sign));
    demand(group.every((value) => value >= 0), "sign");
    const number = group.reduceRight((sum, value) => sum * 45 + value, 0);
    demand(number < (group.length === 3 ? 65536 : 256), "group");
    bytes.push(...(group.length === 3 ? [number >> 8, number & 255] : [number]));
  }
  return Buffer.from(bytes);
}

class Cbor {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  take(count) {
    demand(this.at + count <= this.bytes.length, "cut off");
    return this.bytes.subarray(this.at, this.at += count);
  }
  head() {
    const first = this.take(1)[0], major = first >> 5, small = first & 31;
    if (small < 24) return [major, small];
    demand(small < 28, "unknown");
    const size = 1 << (small - 24), big = BigInt(`0x${this.take(size).toString("hex")}`);
    demand(big >= (size === 1 ? 24n : 1n << BigInt(4 * size)), "not the shortest form");
    demand(big <= BigInt(Number.MAX_SAFE_INTEGER), "too large");
    return [major, Number(big)];
  }
  value(depth = 0) {
    demand(depth <= 8, "too deep");
    const [major, number] = this.head();
    if (major === 0) return number;
    if (major === 1) return -1 - number;
    if (major === 2) return this.take(number);
    if (major === 3) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(number));
    if (major === 4) { const list = []; for (let i = 0; i < number; i++) list.push(this.value(depth + 1)); return list; }
    demand(major === 5, "unknown");
    const map = new Map();
    for (let i = 0; i < number; i++) {
      const key = this.value(depth + 1);
      demand((isInt(key) || isText(key)) && !map.has(key), "key");
      map.set(key, this.value(depth + 1));
    }
    return map;
  }
  static read(bytes) {
    const reader = new Cbor(bytes), value = reader.value();
    demand(reader.at === bytes.length, "something follows");
    return value;
  }
}

const isInt = Number.isInteger, isText = (value) => typeof value === "string", isBytes = Buffer.isBuffer;
const isTexts = (value) => Array.isArray(value) && value.every(isText);
const isMap = (value) => value instanceof Map;
const isCount = (value) => isInt(value) && value >= 0;
const sameKeys = (map, keys) => map.size === keys.length && keys.every((key) => map.has(key));

function head(major, size) {
  if (size < 24) return Buffer.from([(major << 5) + size]);
  const width = size < 256 ? 1 : size < 65536 ? 2 : 4;
  const bytes = Buffer.alloc(1 + width);
  bytes[0] = (major << 5) + { 1: 24, 2: 25, 4: 26 }[width];
  bytes.writeUIntBE(size, 1, width);
  return bytes;
}

function open(message) {
  const reader = new Cbor(message);
  demand(reader.take(2).toString("hex") === "d284", "no envelope");
  const prot = reader.value(), between = reader.take(1)[0], payload = reader.value(), signature = reader.value();
  demand(isBytes(prot) && between === 0xa0 && isBytes(payload) && isBytes(signature), "no envelope");
  demand(signature.length === 64 && reader.at === message.length, "no envelope");
  const header = Cbor.read(prot), claims = Cbor.read(payload);
  demand(isMap(header) && isMap(claims) && sameKeys(header, header.has(16) ? [1, 4, 16] : [1, 4]), "header");
  const kid = header.get(4), kind = header.has(16) ? header.get(16) : "";
  demand(header.get(1) === -19 && isBytes(kid) && kid.length === 4 && isText(kind), "header");
  const signed = Buffer.concat([
    head(4, 4), head(3, 10), Buffer.from("Signature1"), head(2, prot.length), prot, head(2, 0), head(2, payload.length), payload,
  ]);
  return { kid: kid.toString("hex"), kind, claims, signed, signature };
}

function isSigned(envelope, publicKey) {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") }, format: "jwk" });
    return verify(null, envelope.signed, key, envelope.signature);
  } catch { return false; }
}

const signsAt = (key, moment) => key.from <= moment && moment < key.until;

function demandList(envelope, keys) {
  const iat = envelope.claims.get(6), exp = envelope.claims.get(4), key = keys.get(envelope.kid);
  demand(isInt(iat) && isInt(exp), "times");
  demand(key && key.use === 2 && signsAt(key, iat) && isSigned(envelope, key.public), "list not signed");
  return { iat, exp };
}

const fingerprint = (pub) => createHash("sha256").update(pub ?? "").digest("hex").slice(0, 32).toUpperCase();

function readKeys(message, trusted, pinned) {
  const envelope = open(message), entries = envelope.claims.get(KEY_LIST), keys = new Map();
  demand(envelope.kind === KEYS_KIND && Array.isArray(entries), "no key list");
  for (const entry of entries) {
    demand(isMap(entry) && isBytes(entry.get(1)) && isBytes(entry.get(2)) && isText(entry.get(5)), "key");
    demand([3, 4, 6, 7].every((number) => isInt(entry.get(number))), "key");
    const [pub, from, until, authority, use, alg] = [2, 3, 4, 5, 6, 7].map((number) => entry.get(number));
    keys.set(entry.get(1).toString("hex"), { public: pub, from, until, authority, use, alg });
  }
  demand(!trusted || keys.get(envelope.kid)?.public.toString("hex") === trusted, "another key");
  demand(!pinned || fingerprint(keys.get(envelope.kid)?.public) === pinned, "another key than was named");
  return { keys, ...demandList(envelope, keys) };
}

function readStatus(message, keys) {
  const envelope = open(message), told = envelope.claims.get(STATUS_LIST);
  demand(envelope.kind === STATUS_KIND && isMap(told) && told.get("bits") === 2 && isBytes(told.get("lst")), "status");
  const times = demandList(envelope, keys.keys);
  return { bits: inflateSync(told.get("lst"), { maxOutputLength: LARGEST }), ...times };
}

function readPermit(envelope) {
  const { claims } = envelope, said = claims.get(PERMIT);
  demand(envelope.kind === "" && sameKeys(claims, [1, 4, 5, 6, PERMIT]) && isMap(said), "claims");
  demand(sameKeys(said, [1, 2, 3, 4, 5, 6, 7, 8, 9]), "claims");
  const [number, name, year, end, employer, areas, ports, kind, index] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => said.get(n));
  const [iss, exp, nbf, iat] = [1, 4, 5, 6].map((n) => claims.get(n));
  demand([iss, number, name, end].every(isText) && [exp, nbf, iat, year, kind, index].every(isCount), "claims");
  demand(isTexts(employer) && employer.length === 2 && isTexts(areas) && isTexts(ports), "claims");
  return { number, employer, areas, ports, index, iss, exp, nbf, iat };
}

function check(code, asked, keys, status) {
  const refused = (reason) => ({ answer: "refused", reason, unchecked_since: null });
  let envelope, permit;
  try {
    demand(code.startsWith("CP1:"), "prefix");
    envelope = open(base45(code.slice(4)));
    permit = readPermit(envelope);
  } catch { return refused("signature"); }
  const key = keys?.keys.get(envelope.kid), at = asked.at;
  if (!key || key.use !== 1 || key.alg !== -19 || key.authority !== permit.iss) return refused("unknown_key");
  if (!isSigned(envelope, key.public)) return refused("signature");
  if (!signsAt(key, permit.iat)) return refused("key_expired");
  const byte = status?.bits[permit.index >> 2];
  const state = byte === undefined ? null : (byte >> 2 * (permit.index & 3)) & 3;
  if (at < permit.nbf) return refused("not_yet_valid");
  if (at >= permit.exp || state === 3) return refused("ended");
  if (state === 1) return refused("revoked");
  if (state === 2) return refused("suspended");
  if (asked.port && !permit.ports.includes(asked.port)) return refused("wrong_port");
  if (asked.area && !permit.areas.includes(asked.area)) return refused("wrong_area");
  if (asked.employer && permit.employer[0] !== asked.employer) return refused("wrong_area");
  if (!status || at - status.iat > 14 * DAY || at >= keys.exp) return refused("list_too_old");
  if (state === null && permit.iat < status.iat) return refused("list_too_old");
  if (at >= status.exp) return { answer: "good_unchecked", reason: "", unchecked_since: status.iat };
  return { answer: "good", reason: "", unchecked_since: null };
}

function usable(read) { try { return read(); } catch { return null; } }

const { lists, trust, fingerprint: pinned } = JSON.parse(readFileSync(new URL("lists.json", import.meta.url), "utf-8"));
const bytes = (name) => Buffer.from(lists[name], "hex");
for (const path of process.argv.slice(2)) {
  for (const vector of JSON.parse(readFileSync(path, "utf-8"))) {
    const keys = vector.keys && usable(() => readKeys(bytes(vector.keys), trust, pinned));
    const status = keys && vector.status && usable(() => readStatus(bytes(vector.status), keys));
    console.log(JSON.stringify({ name: vector.name, ...check(vector.code, vector, keys, status) }));
  }
}
