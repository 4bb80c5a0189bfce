/* Small conveniences; every page works without this file. */
(() => {
  "use strict";

  /* One open menu at a time; Escape and a click elsewhere close it. */
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A second tap on the same button does nothing while the first is under way (the server would refuse it anyway). */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
    setTimeout(() => {
      delete form.dataset.sent;
      if (button) button.removeAttribute("aria-busy");
    }, 8000);
  });

  /* A choice that only filters sends its form at once. */
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.dataset.atOnce !== undefined) form.requestSubmit();
  });

  /* The minutes left for 撤回 count down; at the end the button goes away. */
  for (const box of document.querySelectorAll("[data-undo-until]")) {
    const until = Date.parse(box.dataset.undoUntil);
    const left = box.querySelector("[data-left]");
    const tick = () => {
      const minutes = Math.ceil((until - Date.now()) / 60000);
      if (minutes <= 0) box.hidden = true;
      else if (left) left.textContent = String(minutes);
    };
    tick();
    setInterval(tick, 5000);
  }

  /* A link to something folded opens it. */
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  const typing = (target) => target.closest("input, select, textarea, [contenteditable]");

  /* `/` goes to the search field; arrows walk what was found; Escape leaves it. */
  const seek = document.querySelector("[data-seek]");
  if (seek) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      event.preventDefault();
      seek.focus();
      seek.select();
    });
    const box = seek.closest(".seek");
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") document.activeElement.blur();
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [seek, ...box.querySelectorAll("#seek-found a")];
      const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      event.preventDefault();
      if (next) next.focus();
    });
  }

  /* j and k walk the rows of a list; Enter opens the row, because its link has the focus. */
  const ROWS = "main ol.duties > li, main table.walk tbody tr, main .results li, main .document-row";
  document.addEventListener("keydown", (event) => {
    if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const stops = [...document.querySelectorAll(ROWS)]
      .filter((row) => row.getClientRects().length)
      .map((row) => row.querySelector(".why > summary, th a[href], a[href], summary"))
      .filter(Boolean);
    const here = stops.findIndex((stop) => stop.closest("li, tr, article").contains(document.activeElement));
    const next = stops[event.key === "j" ? here + 1 : Math.max(0, here - 1)];
    if (next) next.focus();
  });

  /* A page that others change asks every 15 seconds whether it is still so (304 when it is), while somebody is there.
     It renews itself only when nobody is in the middle of something on it; otherwise it says so. */
  const main = document.querySelector("main[data-poll]");
  if (main) {
    let touched = Date.now();
    for (const kind of ["pointerdown", "keydown", "scroll"])
      document.addEventListener(kind, () => (touched = Date.now()), { passive: true, capture: true });
    const busy = () =>
      main.querySelector("details[open], [data-stale]") || main.contains(document.activeElement) || String(getSelection());
    const ask = async () => {
      if (document.hidden || Date.now() - touched > 30 * 60000) return;
      const headers = { "If-None-Match": `"${main.dataset.poll}"` };
      const answer = await fetch(location.href, { headers, cache: "no-store" }).catch(() => null);
      if (!answer || answer.status !== 200 || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main[data-poll]");
      if (!fresh) return;
      main.dataset.poll = fresh.dataset.poll;
      if (!busy()) {
        main.replaceChildren(...fresh.childNodes);
        if (window.htmx) window.htmx.process(main);
      } else if (!main.querySelector("[data-stale]")) {
        const link = document.createElement("a");
        link.href = location.href;
        link.className = "stale";
        link.dataset.stale = "";
        link.textContent = main.dataset.changed;
        main.prepend(link);
      }
    };
    setInterval(ask, 15000);
    document.addEventListener("visibilitychange", ask);
  }

  /* Print. */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
})();
