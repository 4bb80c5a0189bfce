/* What the phone keeps (手机存储): records under running numbers, pictures by digest, the device's own id and token.
   Sending: pictures first, in pieces that go on where they broke off, then the records; each gets its fate. */
(() => {
  "use strict";
  const PIECE = 262144;
  const open = () =>
    new Promise((done, fail) => {
      const asked = indexedDB.open("anjian-offline", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("facts", { keyPath: "name" });
        asked.result.createObjectStore("records", { keyPath: "seq" });
        asked.result.createObjectStore("photos", { keyPath: "digest" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  const base = open();
  const within = async (names, mode, work) => {
    const store = await base;
    return new Promise((done, fail) => {
      const change = store.transaction(names, mode);
      let result;
      change.oncomplete = () => done(result && result.result !== undefined ? result.result : undefined);
      change.onerror = change.onabort = () => fail(change.error);
      result = work(...names.map((name) => change.objectStore(name)));
    });
  };
  const told = async (name) => (await within(["facts"], "readonly", (facts) => facts.get(name)))?.value;
  const tell = (name, value) => within(["facts"], "readwrite", (facts) => facts.put({ name, value }));
  const records = () => within(["records"], "readonly", (all) => all.getAll());

  /* UUID version 7: 48 bits of milliseconds, the rest by chance. */
  const uuid7 = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let n = 5; n >= 0; n -= 1) {
      bytes[n] = time % 256;
      time = Math.floor(time / 256);
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const digest = async (blob) =>
    [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /* A record with its pictures, kept whole or not at all; its running number is the next one. */
  const keep = async (kind, content, pictures, title, seen = null) => {
    const photos = [];
    for (const blob of pictures) photos.push({ digest: await digest(blob), blob });
    const law = (await told("law")) || "";
    const offset = await told("offset");
    const store = await base;
    await new Promise((done, fail) => {
      const change = store.transaction(["facts", "records", "photos"], "readwrite");
      change.oncomplete = done;
      change.onerror = change.onabort = () => fail(change.error);
      const facts = change.objectStore("facts");
      const last = facts.get("seq");
      last.onsuccess = () => {
        const seq = (last.result?.value || 0) + 1;
        facts.put({ name: "seq", value: seq });
        for (const photo of photos) change.objectStore("photos").put(photo);
        change.objectStore("records").put({
          seq,
          title,
          fate: "",
          record: { id: uuid7(), seq, kind, content, photos: photos.map((photo) => photo.digest), base: seen, law, at: new Date().toISOString(), offset_ms: offset ?? null },
        });
      };
    });
  };

  const ask = async (address, options = {}) => {
    const token = await told("token");
    const answer = await fetch("/api/v1" + address, { ...options, headers: { ...options.headers, Authorization: "Bearer " + token } });
    if (answer.status === 401) {
      await tell("token", "");
      throw new Error("sign_in");
    }
    return answer;
  };

  const sendPhoto = async (photo) => {
    const address = "/photos/sent/" + photo.digest;
    let there = (await (await ask(address)).json());
    while (!there.photo) {
      const piece = photo.blob.slice(there.size, there.size + PIECE);
      const answer = await ask(`${address}?size=${photo.blob.size}&offset=${there.size}`, { method: "POST", body: piece, headers: { "Content-Type": "application/octet-stream" } });
      there = await answer.json();
      if (!answer.ok) return false; /* no picture, or too big: the record goes without it, and says so */
    }
    return true;
  };

  /* Everything that has no fate yet. `changed` is called whenever one has got one. */
  const send = async (changed) => {
    const open = (await records()).filter((one) => !one.fate || one.fate === "waiting");
    if (!open.length) return;
    const lost = [];
    for (const name of new Set(open.flatMap((one) => one.record.photos))) {
      const photo = await within(["photos"], "readonly", (photos) => photos.get(name));
      if (!photo || !(await sendPhoto(photo))) lost.push(name);
    }
    const device = await told("device");
    const body = { device, first: open[0].seq, now: new Date().toISOString(), records: open.slice(0, 100).map((one) => one.record), lost, about: await chosen() };
    const answer = await ask("/offline/sync", { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    const said = await answer.json();
    if (!answer.ok) throw new Error([said.what, said.why, said.next].filter(Boolean).join("。"));
    await tell("offset", Date.parse(said.now) - Date.now());
    for (const fate of said.records) {
      const mine = open.find((one) => one.record.id === fate.id);
      await within(["records"], "readwrite", (all) => all.put({ ...mine, fate: fate.fate, said: fate }));
      if (fate.fate !== "waiting") for (const name of mine.record.photos) await within(["photos"], "readwrite", (photos) => photos.delete(name));
    }
    changed();
  };

  /* The phone's own id, a token while somebody is signed in, the lists as they are today. */
  const ready = async (csrf) => {
    if (!(await told("device"))) await tell("device", uuid7());
    if (!(await told("token"))) {
      const answer = await fetch("/offline/device/", { method: "POST", headers: { "X-CSRFToken": csrf } });
      if (!answer.ok || answer.redirected) throw new Error("sign_in");
      await tell("token", (await answer.json()).token);
    }
    const about = (await chosen()).map((id) => "about=" + encodeURIComponent(id)).join("&");
    const carried = await (await ask("/offline/lists" + (about && "?" + about))).json();
    await tell("lists", carried.lists);
    await tell("matters", carried.matters);
    await tell("law", carried.law);
  };

  /* Enterprises that an inspector carries beside their own: looked for while there is a signal, kept by id and name. */
  const chosen = async () => ((await told("chosen")) || []).map((one) => one.id);
  const find = async (words) => (await (await ask("/offline/subjects?words=" + encodeURIComponent(words))).json()).items;

  const wipe = async () => {
    (await base).close();
    for (const name of await caches.keys()) await caches.delete(name);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
    await new Promise((done) => {
      const gone = indexedDB.deleteDatabase("anjian-offline");
      gone.onsuccess = gone.onerror = gone.onblocked = done;
    });
  };

  window.anjianStore = { told, tell, records, keep, send, ready, find, wipe, uuid7 };
})();
