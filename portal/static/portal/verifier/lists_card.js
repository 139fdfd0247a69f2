// How old the lists are, told at all times; what no longer decides is marked.

import { by } from "./dom.js";
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
}
