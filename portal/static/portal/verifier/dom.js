// Elements of the page, made without a word of markup: what comes out of a code is only ever text.

export const by = (id) => document.getElementById(id);

export function make(tag, given = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...inside.filter((one) => one !== null && one !== ""));
  return element;
}
