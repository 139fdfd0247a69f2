// The card of the device: how it is registered, what it has recorded, what of it waits, and what is wrong with it.

import { atDesk } from "./desk.js";
import { canSign, device, register } from "./device.js";
import { by, make } from "./dom.js";
import { count, faults, record, send } from "./log.js";
import { adopt, settings } from "./settings.js";
import { say } from "./words.js";

const WAYS = { in: ["record_in", "recorded_in"], out: ["record_out", "recorded_out"] };
const LOOKS = { stop: "go grave", undecided: "go grave" };
let news = null; // what was said last: a key of a sentence and its places

// The buttons below a verdict: a registered device at a border records either way, also what the check says stop to.
export async function buttons(verdict, now) {
  const of = await device();
  if (!of?.id || !verdict.facts || (await settings()).purpose !== "border") return [];
  const place = make("div", { class: "acts" });
  const act = (direction) => async () => {
    place.replaceChildren();
    const seen = { permit_number: verdict.facts.number, answer: verdict.reason };
    const number = await record(of, { direction, at: now(), ...seen });
    place.append(make("p", { class: "recorded" }, say(WAYS[direction][1], { number })));
    await sendWaiting();
    await drawLog();
  };
  const look = LOOKS[verdict.outcome] ?? "go";
  place.append(
    make("button", { type: "button", class: look, onclick: act("in") }, say("record_in")),
    make("button", { type: "button", class: look, onclick: act("out") }, say("record_out")),
  );
  return [place];
}

// Sends what waits, if there is a network and somebody is logged in; says what became of it.
export async function sendWaiting() {
  const of = await device();
  if (!of?.id || (await count()).waiting === 0 || !navigator.onLine) return;
  const desk = await atDesk();
  if (desk && !desk.may_send) return void (news = ["log_in"]);
  const answer = desk && (await send(of, desk.token));
  if (!answer) news = ["send_failed"];
  else if (answer.refused !== undefined) news = ["send_refused", { why: answer.refused }];
  else news = answer.said ? ["sent"] : null;
}

export async function drawLog() {
  const of = await device();
  const found = of?.id ? await faults(of) : [];
  const alarms = found.map((one) => make("p", { class: "wrong", "data-fault": one.code }, say(one.code, one)));
  by("alarm").replaceChildren(...alarms);
  by("device").replaceChildren(...(of?.id ? await registered(of) : await unregistered()));
}

async function registered(of) {
  const { waiting, sent } = await count();
  const sending = async () => {
    await sendWaiting();
    await drawLog();
  };
  return [
    make("p", {}, say("device_is", { name: of.name })),
    make("p", { class: "quiet" }, `${say("device_key")}: `, make("span", { class: "code" }, of.publicKey)),
    make("p", { id: "waiting" }, say("waiting", { count: waiting, sent })),
    waiting ? make("button", { type: "button", class: "other", onclick: sending }, say("send")) : "",
    said(),
  ].filter(Boolean);
}

async function unregistered() {
  if (!(await canSign())) return [make("p", {}, say("device_cannot"))];
  const desk = navigator.onLine ? await atDesk() : null;
  const none = make("p", {}, say("device_none"));
  if (!desk?.may_register) return [none, make("p", {}, say("device_log_in"), " ", logIn())];
  const name = make("input", { id: "device-name", maxlength: "60", autocomplete: "off" });
  const registering = async (event) => {
    event.preventDefault();
    const answer = await register(name.value, desk.token);
    if (answer?.said) {
      await adopt(desk.port);
      news = ["device_registered"];
    } else news = answer ? ["device_refused", { why: answer.refused }] : ["fetch_failed"];
    await drawLog();
  };
  const field = make("div", { class: "field" }, make("label", { for: "device-name" }, say("device_name")), name);
  const button = make("button", { class: "other" }, say("device_register"));
  return [none, make("form", { onsubmit: registering }, field, button), said()].filter(Boolean);
}

const logIn = () => make("a", { href: `/login/?next=${encodeURIComponent(location.pathname)}` }, say("go_to_log_in"));

function said() {
  if (!news) return "";
  const inside = news[0] === "log_in" ? [say("log_in"), " ", logIn()] : [say(...news)];
  return make("p", { class: "warn", role: "status" }, ...inside);
}
