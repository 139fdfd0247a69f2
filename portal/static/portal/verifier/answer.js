// What the check found, so large that it can be read at arm's length.

import { make } from "./dom.js";
import { aged } from "./lists_card.js";
import { day, moment, nameIn, say } from "./words.js";

const LOOKS = {
  good: ["go-on", "✓"],
  unchecked: ["note", "!"],
  undecided: ["stop", "?"],
  stop: ["stop", "✕"],
};

// The verdict as an element; `acts` are the buttons that go with it.
export function shown(verdict, { places, ...lists }, acts, now) {
  const [look, sign] = LOOKS[verdict.outcome];
  const word = [make("span", { class: "sign", "aria-hidden": "true" }, sign), say(`word_${verdict.outcome}`)];
  const why = make("p", { class: "why" }, sentence(verdict, places));
  const facts = verdict.facts ? [told(verdict.facts, places), make("p", { class: "quiet" }, say("compare"))] : [];
  const given = { class: `verdict ${look}`, "data-reason": verdict.reason };
  const made = aged(lists, now).map((text) => make("p", { class: "quiet age" }, text));
  return make("section", given, make("h2", {}, ...word), why, ...acts, ...facts, ...made);
}

const sentence = ({ code, named }, places) =>
  say(code, {
    day: named.day && day(named.day),
    moment: named.moment && moment(named.moment),
    ports: named.ports && inWords(named.ports, places.ports),
    areas: named.areas && inWords(named.areas, places.areas),
    employer: named.employer,
  });

const inWords = (codes, known) =>
  codes.map((code) => nameIn(known?.find((one) => one.code === code)?.names) || code).join(", ");

function told(facts, places) {
  const rows = [
    ["name", facts.name, "big"],
    ["born", facts.born],
    ["paper", facts.paperEnd && say("ends_with", { end: facts.paperEnd })],
    ["permit", facts.number, "big number"],
    ["days", say("from_until", { first: day(facts.first), last: day(facts.last) })],
    ["permit_class", say(`class_${facts.kind}`)],
    ["ports", inWords(facts.ports, places.ports)],
    ["area", inWords(facts.areas, places.areas)],
    ["employer", facts.employer[0] ? `${facts.employer[1]} (…${facts.employer[0]})` : facts.employer[1]],
    ["signed_by", say(`authority_${facts.authority}`)],
  ];
  const list = make("dl", { class: "facts" });
  for (const [key, value, look] of rows.filter(([, value]) => value)) {
    const vietnamese = key === "name" ? { lang: "vi" } : {};
    list.append(make("dt", {}, say(key)), make("dd", { class: look ?? "", ...vietnamese }, String(value)));
  }
  return list;
}
