// This device as the service knows it: its name, and a signing key that cannot leave the browser.

import { tell } from "./desk.js";
import { keep, read } from "./store.js";

export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// What was registered, or null; `id` is missing while the service has not yet answered.
export const device = async () => (await read("device")) ?? null;

async function drafted(name) {
  const before = await device();
  if (before) return { ...before, name };
  const keys = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
  return { name, keys, publicKey: hex(await crypto.subtle.exportKey("raw", keys.publicKey)) };
}

// Whether this browser can keep a key; older ones know no Ed25519.
export async function canSign() {
  try {
    await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

// Makes the key, once, and registers it; a repeat after a lost answer registers the same device.
export async function register(name, token) {
  const made = await drafted(name);
  await keep("device", made);
  const told = { name, public_key: made.publicKey };
  const answer = await tell("/api/v1/devices/", told, { token, key: made.publicKey });
  if (answer?.said) await keep("device", { ...made, id: answer.said.id });
  return answer;
}
