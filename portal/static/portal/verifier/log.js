// The device's log of entries and exits: numbered, each entry signed and chained to the one before, sent in order.

import { hex } from "./device.js";
import { tell } from "./desk.js";
import { addEntry, entries, keep, putEntry, read } from "./store.js";

const LOGS = "/api/v1/device-logs/";
const MOST = 500; // entries in one upload
const FIRST = "0".repeat(64);
const ED25519 = { name: "Ed25519" };
const bytes = (text) => new TextEncoder().encode(text);
const digest = async (entry) => hex(await crypto.subtle.digest("SHA-256", bytes(canonical(entry))));

// JSON with sorted names and no spaces: the same bytes as the service makes of it.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

// Only one page at a time adds or sends: two windows on one device share one log.
const alone = (work) => navigator.locks.request("device-log", work);

// What the device signs (docs/offline-proof.md, 7).
const told = (of, entries) => bytes(canonical({ device: of.id, entries }));
const sign = async (of, some) => hex(await crypto.subtle.sign(ED25519, of.keys.privateKey, told(of, some)));

// Adds an entry or exit that was just seen, signed and chained to the one before; gives its number.
export const record = (of, { direction, at, permit_number, answer }) =>
  alone(async () => {
    const before = (await entries()).at(-1);
    const sequence = ((await read("last-sequence")) ?? 0) + 1;
    const occurred_at = inBeijing(at);
    const entry = { sequence, occurred_at, direction, permit_number, answer, previous: before?.digest ?? FIRST };
    const kept = { sequence, entry, digest: await digest(entry), signature: await sign(of, [entry]), isSent: false };
    await addEntry(kept);
    await keep("last-sequence", sequence);
    return sequence;
  });

// What is wrong with the log, as far as the device itself can tell: numbers missing, entries changed, an end cut off.
export async function faults(of) {
  const found = [];
  let number = 0;
  let previous = FIRST; // of the next entry; null where the one before is no witness
  for (const kept of await entries()) {
    for (number += 1; number < kept.sequence; number += 1, previous = null) found.push({ code: "log_gap", number });
    const isChained = previous === null || kept.entry.previous === previous;
    const isWhole = isChained && (await isGenuine(of, kept));
    if (!isWhole) found.push({ code: "log_changed", number });
    previous = isWhole ? kept.digest : null;
  }
  const last = (await read("last-sequence")) ?? 0;
  return last > number ? [...found, { code: "log_cut", number: last }] : found;
}

async function isGenuine(of, { sequence, entry, digest: kept, signature }) {
  if (entry.sequence !== sequence || (await digest(entry)) !== kept) return false;
  const given = Uint8Array.from(signature.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return crypto.subtle.verify(ED25519, of.keys.publicKey, given, told(of, [entry]));
}

export async function count() {
  const all = await entries();
  const waiting = all.filter((kept) => !kept.isSent).length;
  return { waiting, sent: all.length - waiting };
}

// Sends what waits, in order, each run without a gap by itself; what was changed is not sent, and so is missed there.
export const send = (of, token) =>
  alone(async () => {
    const changed = new Set((await faults(of)).filter((one) => one.code === "log_changed").map((one) => one.number));
    const waiting = (await entries()).filter((kept) => !kept.isSent && !changed.has(kept.sequence));
    let answer = null;
    for (const run of runs(waiting)) {
      const some = run.map((kept) => kept.entry);
      answer = await tell(LOGS, { device: of.id, entries: some, signature: await sign(of, some) }, { token });
      if (!answer?.said) return answer;
      for (const kept of run) await putEntry({ ...kept, isSent: true });
    }
    return answer;
  });

function runs(waiting) {
  const found = [];
  for (const kept of waiting) {
    const run = found.at(-1);
    if (run && run.length < MOST && run.at(-1).sequence === kept.sequence - 1) run.push(kept);
    else found.push([kept]);
  }
  return found;
}

const inBeijing = (at) => new Date((at + 8 * 3600) * 1000).toISOString().replace(/\.\d+Z$/, "+08:00");
