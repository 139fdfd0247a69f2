// Keeps the offline check in the browser: all of it or nothing, under a name of its own, and answers from there.
"use strict";
const kept = {{ kept|safe }};
const NAME = `verifier-${kept.version}`;

self.addEventListener("install", (event) => {
  const asked = kept.files.map((address) => new Request(address, { cache: "no-cache" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("verifier-") && name !== NAME;
  const cleared = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname: path } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !kept.files.includes(path)) return;
  event.respondWith(caches.open(NAME).then(async (cache) => (await cache.match(path)) ?? fetch(event.request)));
});
