// Whom this device trusts: the fingerprint of the key that signs the lists, given with the address it was set up by.

import { keep } from "./store.js";

const FOR_LISTS = 2;
const [BYTES, GROUP] = [16, 4];

// The first half of the SHA-256 of a public key, in hexadecimal capitals.
export async function fingerprintOf(publicKey) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", publicKey));
  return Array.from(digest.slice(0, BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

// As people compare it: in groups of four signs.
export const grouped = (fingerprint) => fingerprint.match(new RegExp(`.{${GROUP}}`, "g")).join(" ");

// Whether a first list of keys is signed by the key that was named; by whichever, where none was.
export const isPinned = async ({ fingerprint }, pin) => !pin || fingerprint === pin;

// The fingerprint of an address, or null.
export function pinOf(hash) {
  const signs = decodeURIComponent(hash.slice(1)).replace(/[\s:-]/g, "").toUpperCase();
  return /^[0-9A-F]+$/.test(signs) && signs.length === 2 * BYTES ? signs : null;
}

// Takes a fingerprint to trust. A device that holds a list already is not led elsewhere by an address: it only says
// whether the key that is named stands on that list. Gives the key of a sentence where it does not.
export async function take(pin, { keys }) {
  if (!pin) return null;
  if (keys) {
    const signing = keys.keys.filter((one) => one.use === FOR_LISTS);
    const listed = await Promise.all(signing.map((one) => fingerprintOf(one.publicKey)));
    if (!listed.includes(pin)) return "pin_differs";
  }
  await keep("pin", pin);
  return null;
}
