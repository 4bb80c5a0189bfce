/* Keeps the page of offline records and its files on the phone. What is asked of the interface is never kept. */
"use strict";
const STORE = "anjian-offline-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  event.waitUntil(
    caches.open(STORE).then(async (store) => {
      for (const address of event.data) {
        const answer = await fetch(address, { cache: "no-cache" });
        if (answer.ok && !answer.redirected) await store.put(address, answer);
      }
      event.source.postMessage("kept");
    }),
  );
});
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const ours = address.pathname === "/offline/" || address.pathname.startsWith("/static/");
  if (event.request.method !== "GET" || address.origin !== location.origin || !ours) return;
  event.respondWith(
    fetch(event.request).catch(async () => {
      const kept = await caches.match(address.pathname);
      return kept || Response.error();
    }),
  );
});
