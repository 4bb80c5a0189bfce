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

  const record = async ([kind, content], given, pictures, title, seen) => {
    await store.keep(kind, filled(content, { id: store.uuid7(), ...given }), pictures, title, seen);
    await show();
    sync();
  };

  const camera = (id) => {
    const photo = make("input", "", { type: "file", accept: "image/*", id });
    photo.setAttribute("capture", "environment");
    return photo;
  };
  const taken = async (photo) => {
    const pictures = [];
    for (const file of photo ? photo.files : []) pictures.push(await window.anjianSmaller(file));
    return pictures;
  };

  const wrong = (list, item, box) => {
    const form = make("div", "", { className: "wrong" });
    const photo = camera(`photo-${list.key}-${item.id}`);
    const text = make("textarea", "", { id: `text-${list.key}-${item.id}`, rows: 2, maxLength: 500 });
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
      await record(list.wrong, { item: item.id, text: text.value.trim() }, await taken(photo), `${list.about} ${item.text}`);
      form.replaceChildren(make("p", words.kept));
    });
  };

  const checklist = (list) => {
    const section = make("section", "", { className: "group" });
    const answers = new Map();
    const boxes = new Map();
    const parts = new Map(); /* one part after the other: the first is open, each says how far it is */
    const part = (item) => {
      if (!parts.has(item.group)) {
        const fold = make("details", "", { className: "why", open: parts.size === 0 });
        const head = make("summary");
        fold.append(head);
        section.append(fold);
        const items = list.items.filter((one) => one.group === item.group);
        const count = () => (head.textContent = `${item.group} · ${items.filter((one) => answers.has(one.id)).length}/${items.length}`);
        count();
        parts.set(item.group, { fold, count });
      }
      return parts.get(item.group);
    };
    section.append(make("h2", `${list.title} · ${list.about}`), make("p", words.how, { className: "hint" }));
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
          part(item).count();
          for (const one of buttons.children) {
            one.setAttribute("aria-pressed", String(one === button));
            one.className = one === button ? "" : "quiet";
          }
          if (answer === "not_conform" && before !== answer) wrong(list, item, box);
        });
        buttons.append(button);
      }
      box.append(legend, buttons);
      boxes.set(item.id, box);
      part(item).fold.append(box);
    }
    const finish = make("button", words.finish, { type: "button" });
    finish.addEventListener("click", async () => {
      if (answers.size < list.items.length) {
        state.textContent = `${words.left}：${list.items.length - answers.size}`;
        const left = list.items.find((item) => !answers.has(item.id));
        part(left).fold.open = true;
        boxes.get(left.id).querySelector("button").focus();
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

  /* One control of a step, and how its value is read: null where nothing was filled in. */
  const blank = (one, id) => {
    const choices = one.kind === "bool" ? [["true", words.yes], ["false", words.no]] : one.options;
    if (one.kind !== "bool" && one.kind !== "enum") {
      const tag = one.kind === "text" ? "textarea" : "input";
      const control = make(tag, "", { id, ...(tag === "input" ? { type: one.kind === "day" ? "date" : "text", inputMode: one.kind === "number" ? "decimal" : "" } : { rows: 2, maxLength: 2000 }) });
      return [control, () => (control.value.trim() === "" ? null : one.kind === "number" ? Number(control.value) : control.value.trim())];
    }
    const control = make("select", "", { id });
    control.append(make("option", "", { value: "" }), ...choices.map(([value, word]) => make("option", word, { value })));
    return [control, () => (control.value === "" ? null : one.kind === "bool" ? control.value === "true" : control.value)];
  };

  const step = (matter, move, section) => {
    const form = make("form", "", { className: "wrong", noValidate: true });
    const photo = move.photos ? camera(`photo-${matter.id}`) : null;
    if (photo) form.append(make("label", words.camera, { htmlFor: photo.id }), photo);
    const controls = move.blanks.map((one) => [one, ...blank(one, `${matter.id}-${one.name}`)]);
    for (const [one, control] of controls) form.append(make("label", one.label + (one.required ? "" : words.optional), { htmlFor: control.id }), control);
    const save = make("button", `${words.keep}：${move.word}`, { type: "submit" });
    form.append(save);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = controls.map(([one, control, read]) => [one, control, read()]);
      const bad = given.find(([one, , value]) => (value === null && one.required) || Number.isNaN(value));
      if (bad) {
        state.textContent = `${words.fill}：${bad[0].label}`;
        bad[1].focus();
        return;
      }
      save.disabled = true;
      const said = (secret) => Object.fromEntries(given.filter(([one, , value]) => value !== null && one.private === secret).map(([one, , value]) => [one.name, value]));
      await record([move.kind, { ...move.content, attributes: said(false), private: said(true) }], {}, await taken(photo), `${move.word} ${matter.title}`, matter.base);
      form.remove();
      await matters();
    });
    section.querySelector("form")?.remove();
    section.append(form);
    form.querySelector("textarea, input:not([type=file]), select, button").focus();
  };

  const matters = async () => {
    const box = root.querySelector("[data-matters]");
    if (box.querySelector("form")) return; /* somebody is filling one in */
    const carried = (await store.told("matters")) || [];
    const waiting = new Map((await store.records()).filter((one) => !one.fate || one.fate === "waiting").map((one) => [one.record.content.hazard, one.title]));
    const rows = carried.map((matter) => {
      const section = make("section", "", { className: "matter" });
      section.append(make("h3", `${matter.about} · ${matter.title}`));
      if (waiting.has(matter.id)) {
        section.append(make("p", `${words.kept}：${waiting.get(matter.id).split(" ")[0]}`));
        return section;
      }
      const buttons = make("div", "", { className: "answers" });
      for (const move of matter.moves) {
        const button = make("button", move.word, { type: "button", className: "quiet" });
        button.addEventListener("click", () => step(matter, move, section));
        buttons.append(button);
      }
      section.append(make("p", matter.state, { className: "soft" }), buttons);
      return section;
    });
    box.replaceChildren(...(rows.length ? [make("h2", words.matters), ...rows] : []));
  };

  /* Whom an inspector carries: looked for by name, taken along or left. */
  const choice = async () => {
    const box = root.querySelector("[data-choice]");
    const chosen = (await store.told("chosen")) || [];
    const change = async (kept) => {
      await store.tell("chosen", kept);
      await choice();
      await sync();
      await lists();
    };
    const input = make("input", "", { id: "choice-words", maxLength: 40 });
    const form = make("form", "", { className: "filter" });
    const found = make("ul", "", { className: "plain" });
    form.append(make("label", words.choose, { htmlFor: input.id }), input, make("button", words.find, { type: "submit" }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const items = (await store.find(input.value)).filter((one) => !chosen.some((other) => other.id === one.id));
        found.replaceChildren(...(items.length ? items.map((one) => row(one, words.carry, () => change([...chosen, one].slice(-10)))) : [make("li", words.none)]));
      } catch {
        state.textContent = words.offline;
      }
    });
    const row = (one, word, act) => {
      const line = make("li", `${one.name} ${one.hint} `);
      const button = make("button", word, { type: "button", className: "quiet" });
      button.append(make("span", ` ${one.name}`, { className: "only-read" }));
      button.addEventListener("click", act);
      line.append(button);
      return line;
    };
    const held = make("ul", "", { className: "plain" });
    held.append(...chosen.map((one) => row(one, words.leave, () => change(chosen.filter((other) => other.id !== one.id)))));
    box.replaceChildren(form, found, held);
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
    await matters();
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
    if ("choosing" in root.dataset) await choice();
    await lists();
    await matters();
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
