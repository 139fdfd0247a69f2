// How old the lists are, told at all times; what no longer decides is marked.

import { faultOf } from "./clock.js";
import { by } from "./dom.js";
import { grouped } from "./pin.js";
import { ago, moment, say } from "./words.js";

const told = (key, list, now) =>
  list ? say(`${key}_age`, { ago: ago(list.iat, now), moment: moment(list.iat) }) : say(`${key}_none`);

// Both ages in words.
export const aged = ({ keys, status }, now) => [told("keys", keys, now), told("status", status, now)];

export function drawAges(lists, now) {
  const texts = aged(lists, now);
  ["keys", "status"].forEach((name, place) => {
    by(`${name}-age`).textContent = texts[place];
    by(`${name}-age`).classList.toggle("old", !lists[name] || now >= lists[name].exp);
  });
  const { keys, pin } = lists;
  by("fingerprint").textContent = keys ? say("fingerprint", { signs: grouped(keys.fingerprint) }) : "";
  by("trusted").textContent = keys ? say(pin ? "pinned" : "not_pinned") : waiting(pin);
  drawClock(faultOf(lists, now));
}

const waiting = (pin) => (pin ? say("pin_waits", { signs: grouped(pin) }) : "");

function drawClock(fault) {
  const named = fault?.named.moment ? { moment: moment(fault.named.moment) } : fault?.named;
  by("clock").textContent = fault ? say(fault.code, named) : "";
  by("clock").hidden = !fault;
}
