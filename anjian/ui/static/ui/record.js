/* The record form: photos are shrunk on the phone, a draft is kept at every keystroke. Works without this file.
   A form stands in the page, or comes later into the drawer, which says so by the event `anjian:form`. */
(() => {
  "use strict";
  const LONGEST = 2048;
  const drafts = "anjian.draft.";

  /* Somebody signed out, or the record is in: nothing stays on a shared phone. */
  const forget = (wanted) => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(drafts) && wanted(key)) localStorage.removeItem(key);
  };

  /* EXIF (time and place as the phone states them) is carried over into the smaller picture. The browser has turned the
     picture upright already, so the orientation in it is set to 1. */
  const upright = (segment) => {
    const view = new DataView(segment);
    if (view.byteLength < 24 || view.getUint32(4) !== 0x45786966) return segment;
    const little = view.getUint16(10) === 0x4949;
    const ifd = 10 + view.getUint32(14, little);
    if (ifd + 2 > view.byteLength) return segment;
    for (let n = 0, at = ifd + 2; n < view.getUint16(ifd, little) && at + 12 <= view.byteLength; n += 1, at += 12)
      if (view.getUint16(at, little) === 0x0112) view.setUint16(at + 8, 1, little);
    return segment;
  };
  const exif = async (file) => {
    const view = new DataView(await file.slice(0, 262144).arrayBuffer());
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
    let at = 2;
    while (at + 4 < view.byteLength && view.getUint8(at) === 0xff) {
      const size = view.getUint16(at + 2);
      if (view.getUint16(at) === 0xffe1 && at + 2 + size <= view.byteLength) return upright(view.buffer.slice(at, at + 2 + size));
      at += 2 + size;
    }
    return null;
  };
  const smaller = async (file) => {
    if (!file.type.startsWith("image/")) return file;
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      return file; /* the server says what is wrong with it */
    }
    const scale = LONGEST / Math.max(picture.width, picture.height);
    if (scale >= 1 && file.size < 2000000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * Math.min(1, scale));
    canvas.height = Math.round(picture.height * Math.min(1, scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    if (!blob) return file;
    const head = await exif(file);
    const parts = head ? [blob.slice(0, 2), head, blob.slice(2)] : [blob];
    return new File(parts, file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  };

  window.anjianSmaller = smaller; /* offline records shrink theirs in the same way */

  const keep = (form) => {
    const input = form.querySelector("input[type=file]");
    const shelf = form.querySelector("[data-taken]");
    const chosen = new DataTransfer();
    if (input && shelf) {
      input.addEventListener("change", async () => {
        const button = form.querySelector("button[type=submit]");
        button.disabled = true;
        for (const file of input.files) {
          const small = await smaller(file);
          chosen.items.add(small);
          const figure = document.createElement("figure");
          const image = document.createElement("img");
          const words = document.createElement("figcaption");
          image.alt = file.name;
          image.src = URL.createObjectURL(small);
          words.textContent = Math.max(1, Math.round(small.size / 1024)) + " KB";
          figure.append(image, words);
          shelf.append(figure);
        }
        input.files = chosen.files;
        button.disabled = false;
      });
    }

    /* Draft: text only; photos are kept by the server as soon as the form is sent once. */
    const key = drafts + form.dataset.record;
    const kept = (field) => field.name && field.type !== "file" && field.type !== "hidden" && field.type !== "password";
    const save = () => {
      const values = {};
      for (const field of form.elements) {
        if (!kept(field)) continue;
        if (field.type === "checkbox" || field.type === "radio") (values[field.name] ||= []).push(...(field.checked ? [field.value] : []));
        else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
        else values[field.name] = field.value;
      }
      try {
        localStorage.setItem(key, JSON.stringify(values));
      } catch {
        /* a full store must not stop the record */
      }
    };
    const draft = localStorage.getItem(key);
    if (draft && form.dataset.fresh !== undefined) {
      const values = JSON.parse(draft);
      for (const field of form.elements) {
        if (!kept(field) || !(field.name in values)) continue;
        if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
        else if (field.multiple) for (const option of field.options) option.selected = values[field.name].includes(option.value);
        else field.value = values[field.name];
      }
      const note = form.querySelector("[data-draft-note]");
      if (note) note.hidden = false;
    }
    const drop = form.querySelector("[data-drop-draft]");
    if (drop) drop.addEventListener("click", () => {
      localStorage.removeItem(key);
      drop.closest("[data-draft-note]").hidden = true;
    });
    form.addEventListener("input", save);
    form.addEventListener("change", save);
  };

  const begin = (root) => {
    const over = root.querySelector("[data-drafts-over]");
    if (over) forget((key) => over.dataset.draftsOver === "*" || key === drafts + over.dataset.draftsOver);
    const form = root.querySelector("form[data-record]");
    if (form) keep(form);
  };
  document.addEventListener("anjian:form", (event) => begin(event.target));
  begin(document);
})();
