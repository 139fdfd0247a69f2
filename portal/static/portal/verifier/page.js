// The offline check as a page: three ways in, one answer, and what the device knows.

import { shown } from "./answer.js";
import { fromFile, ready, watch } from "./camera.js";
import { check } from "./check.js";
import { timed } from "./clock.js";
import { by, make } from "./dom.js";
import { fetchLists, isDue, known } from "./lists.js";
import { drawAges } from "./lists_card.js";
import { buttons, drawLog, sendWaiting } from "./log_card.js";
import * as pins from "./pin.js";
import * as settings from "./settings.js";
import { load, say, speak } from "./words.js";

let again = null; // shows the last answer anew
let turn = 0; // of answers: a slower one before does not come after
let stopCamera = null;

const now = () => Math.floor(Date.now() / 1000);

async function answer(text) {
  again = () => answer(text);
  const mine = (turn += 1);
  by("answer").replaceChildren();
  const lists = await known();
  const verdict = timed(await check(text, lists, await settings.asked(), now()), lists, now());
  const acts = await buttons(verdict, now);
  if (mine !== turn) return;
  by("answer").replaceChildren(shown(verdict, lists, acts, now()));
  by("lead").hidden = true;
  by("answer").focus({ preventScroll: true });
  by("answer").scrollIntoView({ block: "start" });
}

const problem = (key) => {
  again = () => problem(key);
  turn += 1;
  by("answer").replaceChildren(make("p", { class: "warn", "data-reason": key }, say(key)));
};

async function draw() {
  const lists = await known();
  await settings.draw(lists.places, () => again?.());
  drawAges(lists, now());
  by("camera").textContent = say(stopCamera ? "camera_stop" : "camera");
  by("offline").hidden = navigator.onLine;
  await drawLog();
}

// Fetches the lists and sends the log, as far as there is a network.
async function refresh() {
  by("offline").hidden = navigator.onLine;
  const told = await fetchLists(now());
  drawAges(await known(), now());
  await sendWaiting();
  await draw();
  return told;
}

async function toggleCamera() {
  if (stopCamera) return closeCamera();
  try {
    await ready;
  } catch {
    return problem("reader_missing");
  }
  by("view").hidden = false;
  try {
    stopCamera = await watch(by("view"), (text) => closeCamera(answer(text)));
  } catch {
    closeCamera();
    return problem("camera_refused");
  }
  by("camera").textContent = say("camera_stop");
}

function closeCamera() {
  stopCamera?.();
  stopCamera = null;
  by("view").hidden = true;
  by("camera").textContent = say("camera");
}

async function readPicture(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  try {
    await ready;
  } catch {
    return problem("reader_missing");
  }
  try {
    const text = await fromFile(file);
    await (text === null ? problem("picture_empty") : answer(text));
  } catch {
    problem("picture_unreadable");
  }
}

function listen() {
  by("camera").onclick = toggleCamera;
  by("picture").onchange = readPicture;
  by("typed").onsubmit = (event) => {
    event.preventDefault();
    answer(by("code").value.replace(/[\r\n\t]/g, "").trimStart()); // a blank at the end may be part of the code
  };
  by("fetch").onclick = async () => (by("fetched").textContent = say(await refresh()));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.onclick = async () => {
      speak(button.dataset.language);
      await draw();
      await again?.();
    };
  }
  addEventListener("online", refresh);
  addEventListener("offline", () => (by("offline").hidden = false));
  setInterval(tick, 60_000);
}

// The ages grow; with network the lists are asked for as often as they say.
async function tick() {
  if (navigator.onLine && isDue(await known(), now())) await fetchLists(now());
  drawAges(await known(), now());
}

// Whom the address says to trust, if this device trusts nobody yet.
async function pin() {
  const fault = await pins.take(pins.pinOf(location.hash), await known());
  by("pin").textContent = fault ? say(fault) : "";
  by("pin").hidden = !fault;
}

async function start() {
  navigator.serviceWorker?.register(document.body.dataset.worker);
  await load(document.body.dataset.words);
  listen();
  await pin();
  addEventListener("hashchange", pin);
  await draw();
  by("no-script").hidden = true;
  by("app").hidden = false;
  await refresh();
  document.body.dataset.ready = "yes"; // for whoever waits until the first round is done
}

start();
