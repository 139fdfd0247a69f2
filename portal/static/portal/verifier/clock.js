// Whether this device's clock can be right: it is behind what was signed already, or differs from the service's own.

import { keep } from "./store.js";

const MOST = 5 * 60; // seconds by which clocks may differ

// Compares with the moment at which the service answered; a missing or unreadable one says nothing.
export async function noteClock(date) {
  const served = Math.floor(Date.parse(date ?? "") / 1000);
  if (Number.isFinite(served)) await keep("clock", { off: Math.floor(Date.now() / 1000) - served });
}

// What is wrong with the clock: the key of a sentence and what it names; null where nothing is known against it.
// A list is signed, so a clock before it is wrong for sure; what the service says is only as sure as the connection.
export function faultOf({ keys, status, clock }, now) {
  const latest = Math.max(keys?.iat ?? 0, status?.iat ?? 0);
  if (now < latest - MOST) return { code: "clock_behind", named: { moment: latest } };
  const off = Math.abs(clock?.off ?? 0);
  return off > MOST ? { code: "clock_off", named: { count: Math.round(off / 60) } } : null;
}

// By a clock that is behind nothing is good: whether the last day has gone by is not known.
export function timed(verdict, lists, now) {
  const fault = faultOf(lists, now);
  if (fault?.code !== "clock_behind" || !["good", "unchecked"].includes(verdict.outcome)) return verdict;
  return { ...verdict, outcome: "undecided", reason: "clock_behind", ...fault };
}
