/* The page of a gate (扫码报隐患): the draft stays on this phone until the report is in; sent by fetch, else as a plain form. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-gate]");
  if (!form) return;
  const key = "anjian.gate." + form.dataset.gate;
  const note = form.querySelector("[data-gate-note]");
  const fields = ["found", "spot", "contact"];
  const say = (text) => {
    note.textContent = text;
    note.hidden = false;
  };
  try {
    const draft = JSON.parse(localStorage.getItem(key) || "{}");
    for (const name of fields) if (draft[name] && !form.elements[name].value) form.elements[name].value = draft[name];
  } catch {
    /* a broken draft must not stop a report */
  }
  form.addEventListener("input", () => {
    try {
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((name) => [name, form.elements[name].value]))));
    } catch {
      /* a full store must not stop a report */
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const answer = await fetch(location.href, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) {
        localStorage.removeItem(key);
        form.reset();
        for (const field of form.querySelectorAll(".field, .sticky-save")) field.hidden = true;
        say(form.dataset.received + " " + said.number + "。" + form.dataset.thanks);
        form.querySelector("[data-gate-again]").hidden = false;
      } else say([said.what, said.why, said.next].filter(Boolean).join("。"));
    } catch {
      say(form.dataset.kept);
    } finally {
      button.disabled = false;
    }
  });
})();
