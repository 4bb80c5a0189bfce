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

  /* Print. */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
})();
