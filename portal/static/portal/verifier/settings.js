// What is checked here: the port of a post, or the county and employer of an inspection.

import { by, make } from "./dom.js";
import { keep, read } from "./store.js";
import { nameIn, say } from "./words.js";

const FIELDS = ["purpose", "port", "area", "employer"];
const CODE = 6; // signs of the credit code that a permit's code holds
const NOTHING = { purpose: "border", port: "", area: "", employer: "" };

let chosen = null;

export const settings = async () => (chosen ??= { ...NOTHING, ...(await read("settings")) });

// What is asked of a permit here: at a border its port, at work its county and employer, by the end of its credit code.
export async function asked() {
  const { purpose, port, area, employer } = await settings();
  return purpose === "border" ? { port } : { area, employer: employer.toUpperCase().slice(-CODE) };
}

// A device of a post begins with the post's own port.
export async function adopt(port) {
  if ((await settings()).port) return;
  by("port").value = port;
  await save();
}

// Draws the choices in the language of the page, with what was chosen before; `changed` is told of each change.
export async function draw(places, changed) {
  await settings();
  fill("port", places.ports, "any_port");
  fill("area", places.areas, "any_area");
  for (const name of FIELDS) {
    by(name).value = chosen[name];
    by(name).onchange = () => save().then(changed);
  }
  showFields(chosen.purpose);
}

function fill(name, known, none) {
  const options = (known ?? []).map((one) => make("option", { value: one.code }, nameIn(one.names)));
  by(name).replaceChildren(make("option", { value: "" }, say(none)), ...options);
}

async function save() {
  chosen = Object.fromEntries(FIELDS.map((name) => [name, by(name).value.trim()]));
  showFields(chosen.purpose);
  await keep("settings", chosen);
}

function showFields(purpose) {
  for (const field of document.querySelectorAll("[data-for]")) field.hidden = field.dataset.for !== purpose;
}
