/* The page of offline records: lists with three answers an item, the chip, the fate of each record. */
(() => {
  "use strict";
  const root = document.querySelector("[data-offline]");
  if (!root || !window.indexedDB) return;
  const store = window.anjianStore;
  const words = JSON.parse(document.getElementById("offline-words").textContent);
  const state = root.querySelector("[data-state]");
  const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
  let sending = false;

  const make = (tag, text, more = {}) => {
    const one = Object.assign(document.createElement(tag), more);
    if (text) one.textContent = text;
    return one;
  };

  const show = async () => {
    const all = await store.records();
    const of = (...fates) => all.filter((one) => fates.includes(one.fate)).length;
    const open = of("", "waiting");
    const told = [[words[sending && open ? "sending" : "kept"], open], [words.sent, of("accepted", "dropped")], [words.undecided, of("held", "conflict")]];
    root.querySelector("[data-chip]").textContent = told.map(([word, n]) => `${word} ${n}`).join(" · ");
    root.querySelector("[data-records-head]").textContent = words.records;
    const rows = all.reverse().map((one) => {
      const row = make("li", one.title);
      row.append(make("br"), make("b", one.fate ? words["fate." + one.fate] : words.kept));
      const said = one.said ? [...one.said.marks, one.said.what, one.said.next].filter(Boolean).join("。") : "";
      if (said) row.append(make("br"), make("span", said, { className: "soft" }));
      return row;
    });
    root.querySelector("[data-records]").replaceChildren(...(rows.length ? rows : [make("li", words.no_records)]));
  };

  const filled = (value, given) => {
    if (Array.isArray(value)) return value.map((one) => filled(one, given));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, given)]));
    return typeof value === "string" ? value.replace(/\$([a-z_]+)/g, (whole, name) => (name in given ? given[name] : whole)) : value;
  };

  const record = async ([kind, content], given, pictures, title) => {
    await store.keep(kind, filled(content, { id: store.uuid7(), ...given }), pictures, title);
    await show();
    sync();
  };

  const wrong = (list, item, box) => {
    const form = make("div", "", { className: "wrong" });
    const photo = make("input", "", { type: "file", accept: "image/*", id: "photo-" + item.id });
    photo.setAttribute("capture", "environment");
    const text = make("textarea", "", { id: "text-" + item.id, rows: 2, maxLength: 500 });
    const save = make("button", words.save, { type: "button" });
    form.append(make("label", words.camera, { htmlFor: photo.id }), photo, make("label", words.what, { htmlFor: text.id }), text, save);
    box.append(form);
    photo.click(); /* the camera at once */
    save.addEventListener("click", async () => {
      if (!text.value.trim()) {
        state.textContent = words.no_words;
        text.focus();
        return;
      }
      save.disabled = true;
      const pictures = [];
      for (const file of photo.files) pictures.push(await window.anjianSmaller(file));
      await record(list.wrong, { item: item.id, text: text.value.trim() }, pictures, `${list.about} ${item.text}`);
      form.replaceChildren(make("p", words.kept));
    });
  };

  const checklist = (list) => {
    const section = make("section", "", { className: "group" });
    const answers = new Map();
    section.append(make("h2", `${list.title} · ${list.about}`));
    for (const item of list.items) {
      const box = make("fieldset");
      const legend = make("legend", item.text);
      legend.append(make("br"), make("span", item.cite + (item.sure ? "" : `（${words.unsure}）`), { className: "soft small" }));
      const buttons = make("div", "", { className: "answers" });
      for (const answer of ["conform", "not_conform", "not_applicable"]) {
        const button = make("button", words[answer], { type: "button", className: "quiet" });
        button.setAttribute("aria-pressed", "false");
        button.addEventListener("click", () => {
          const before = answers.get(item.id);
          answers.set(item.id, answer);
          for (const one of buttons.children) {
            one.setAttribute("aria-pressed", String(one === button));
            one.className = one === button ? "" : "quiet";
          }
          if (answer === "not_conform" && before !== answer) wrong(list, item, box);
        });
        buttons.append(button);
      }
      box.append(legend, buttons);
      section.append(box);
    }
    const finish = make("button", words.finish, { type: "button" });
    finish.addEventListener("click", async () => {
      if (answers.size < list.items.length) {
        state.textContent = `${words.left}：${list.items.length - answers.size}`;
        return;
      }
      const given = Object.fromEntries(["conform", "not_conform", "not_applicable"].map((name) => [name, String([...answers.values()].filter((one) => one === name).length)]));
      finish.disabled = true;
      await record(list.done, given, [], `${list.about} ${list.title}`);
      state.textContent = words.finished;
    });
    section.append(finish);
    return section;
  };

  const lists = async () => {
    const carried = (await store.told("lists")) || [];
    root.querySelector("[data-lists]").replaceChildren(...(carried.length ? carried.map(checklist) : [make("p", words.no_lists, { className: "soft" })]));
  };

  const sync = async () => {
    if (sending) return;
    sending = true;
    await show();
    try {
      await store.ready(csrf);
      await store.send(show);
      state.textContent = words.online;
    } catch (error) {
      state.textContent = words[error.message] || (error instanceof TypeError ? words.offline : error.message);
    }
    sending = false;
    await show();
  };

  /* Signing out wipes this phone; what was not sent yet is named first. */
  const out = document.querySelector('form[action="/sign-out/"]');
  let warned = false;
  if (out) out.addEventListener("submit", async (event) => {
    event.preventDefault();
    const open = (await store.records()).some((one) => !one.fate || one.fate === "waiting");
    if (open && !warned) {
      warned = true;
      state.textContent = words.unsent;
      return;
    }
    await store.wipe();
    out.submit();
  });

  const begin = async () => {
    if ((await store.told("account")) !== root.dataset.account) await store.tell("account", root.dataset.account);
    await show();
    await lists();
    await sync();
    await lists();
    if ("serviceWorker" in navigator) {
      navigator.serviceWorker.addEventListener("message", () => { root.dataset.kept = ""; });
      const worker = await navigator.serviceWorker.register("/offline/worker.js");
      await navigator.serviceWorker.ready;
      const files = performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/"));
      worker.active.postMessage(["/offline/", ...new Set(files.map((one) => one.pathname))]);
    }
  };
  addEventListener("online", sync);
  setInterval(async () => {
    if ((await store.records()).some((one) => !one.fate || one.fate === "waiting")) sync();
  }, 20000);
  begin();
})();
