/* The drawer: on a wide screen a form opens beside its list and answers there. Works without this file: the form is a
   page of its own, as on the phone. */
(() => {
  "use strict";
  const wide = matchMedia("(min-width: 64rem)");
  let box = null;
  let opener = null;
  let changed = false;

  const close = () => {
    box.hidden = true;
    box.querySelector(".drawer-body").replaceChildren();
    if (opener) {
      opener.closest("li")?.classList.remove("in-hand");
      opener.focus();
    }
    if (changed) location.reload(); /* the numbers of the list are others now */
  };

  const make = () => {
    const made = document.querySelector("template[data-drawer]").content.firstElementChild.cloneNode(true);
    document.body.append(made);
    made.querySelector("[data-close]").addEventListener("click", close);
    made.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    made.addEventListener("submit", send);
    return made;
  };

  const fill = (html) => {
    const body = box.querySelector(".drawer-body");
    body.innerHTML = html;
    box.hidden = false;
    window.htmx?.process(body);
    body.dispatchEvent(new CustomEvent("anjian:form", { bubbles: true }));
    box.scrollTop = 0;
    (body.querySelector("[role=alert], h2") || body).focus();
  };

  const ask = async (url, more = {}) => {
    const answer = await fetch(url, { ...more, headers: { "HX-Request": "true" }, credentials: "same-origin" });
    const html = await answer.text();
    /* A piece is filled in; anything else (signed out, a refusal) is a page of its own. */
    if (html.includes("<html")) location.assign(more.method ? answer.url : url);
    else fill(html);
    return answer.ok;
  };

  const send = async (event) => {
    event.preventDefault();
    const form = event.target;
    try {
      if (await ask(form.action, { method: "POST", body: new FormData(form, event.submitter) })) changed = true;
    } catch {
      const note = box.querySelector("[data-offline]");
      note.hidden = false; /* what was typed stays in the form, and as a draft on this device */
      note.focus();
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-drawer]");
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    box ??= make();
    opener?.closest("li")?.classList.remove("in-hand");
    opener = link;
    link.closest("li")?.classList.add("in-hand");
    ask(link.href).catch(() => location.assign(link.href));
  });
})();
