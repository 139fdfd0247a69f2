// The page's sentences in three languages, from the service's own catalogues, and moments as each language writes them.

const CHOSEN = "verifier-language";
const TAGS = { "zh-hans": "zh-Hans", vi: "vi", en: "en" };
const FORMS = { ...TAGS, en: "en-GB" };
const ZONE = "Asia/Shanghai";
let sentences = {};
let spoken = "en";

export async function load(address) {
  sentences = await (await fetch(address)).json();
  const here = document.documentElement.lang.toLowerCase();
  speak(localStorage.getItem(CHOSEN) ?? (here in TAGS ? here : "en"));
}

export function speak(chosen) {
  spoken = chosen in TAGS ? chosen : "en";
  localStorage.setItem(CHOSEN, spoken);
  document.documentElement.lang = TAGS[spoken];
  document.title = say("title");
  for (const place of document.querySelectorAll("[data-say]")) place.textContent = say(place.dataset.say);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === spoken));
  }
}

export function say(key, places = {}) {
  const sentence = sentences[spoken]?.[key] ?? sentences.en?.[key] ?? key;
  return sentence.replace(/%\((\w+)\)s/g, (_all, name) => String(places[name] ?? ""));
}

export const language = () => spoken;
export const nameIn = (names) => names?.[spoken] || names?.en || "";

export function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  const noon = new Date(Date.UTC(year, month - 1, date, 4));
  return new Intl.DateTimeFormat(FORMS[spoken], { dateStyle: "medium", timeZone: ZONE }).format(noon);
}

export function moment(seconds) {
  const form = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: ZONE };
  return new Intl.DateTimeFormat(FORMS[spoken], form).format(new Date(seconds * 1000));
}

export function ago(seconds, now) {
  const minutes = Math.max(0, Math.round((now - seconds) / 60));
  const [count, unit] = minutes < 90 ? [minutes, "minute"] : [Math.round(minutes / 60), "hour"];
  const form = new Intl.RelativeTimeFormat(FORMS[spoken], { numeric: "always" });
  return count < 48 || unit === "minute" ? form.format(-count, unit) : form.format(-Math.round(count / 24), "day");
}
