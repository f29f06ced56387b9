// Shows the page for no connection, and does nothing else: no page and no answer of the site is ever kept, so that nobody
// reads in a case what stands there no more.
"use strict";

const KEPT = "offline";
const PAGE = "/offline";

// The page and what it is drawn with, fresh with every version of this script.
const keep = async () => {
  const answer = await fetch(PAGE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(answer.status);
  const drawn = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((found) => found[1]);
  await caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  await cache.put(PAGE, answer);
  await cache.addAll([...new Set(drawn)]);
};

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = async (request) => (await caches.match(request)) ?? Response.error();

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(PAGE)));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(request)));
});
