// The service behind the page, while there is a network: who is logged in here, and acts told to it.

import { language } from "./words.js";

const { desk } = document.body.dataset;

// Who is logged in and what they may do; null without network.
export async function atDesk() {
  try {
    const answer = await fetch(desk, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// Tells the service of an act: its answer, or why it was refused; null without network.
export async function tell(address, told, { token, key }) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "Accept-Language": language() };
  if (key) headers["Idempotency-Key"] = key;
  try {
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(told) });
    const said = await answer.json();
    return answer.ok ? { said } : { refused: why(said), status: answer.status };
  } catch {
    return null;
  }
}

const why = (said) => (said.errors ?? []).map((one) => one.message).join(" ") || said.detail || said.title || "";
