// <input type="file" data-photos>: photos are made as small as the register keeps them before they are sent, which helps a slow
// line; each stands in a list, from where it can be left out again; a second button opens a phone's camera.
// Without this file the photos go as they are: the server paints each anew in any case.
(() => {
  "use strict";
  const MOST_PIXELS = 2560, SMALL = 160;
  const { make, put } = window.parts;
  const size = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  // The picture upright and at most `most` pixels a side; null where the browser cannot read it.
  const drawn = async (file, most) => {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
    if (!bitmap) return null;
    const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
    const canvas = make("canvas");
    [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  };
  const smaller = async (file) => {
    const canvas = await drawn(file, MOST_PIXELS);
    if (!canvas) return null;
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.88); });
    const isKept = /^image\/(jpeg|png|webp)$/.test(file.type) && (!blob || blob.size >= file.size);
    return isKept ? file : new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
  };

  for (const box of document.querySelectorAll("input[type=file][data-photos]")) {
    const words = JSON.parse(box.dataset.photos);
    const list = make("ul", { class: "list chosen-photos" });
    const status = make("p", { class: "meta", role: "status" });
    const camera = make("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
    const button = make("button", { type: "button", class: "button button--secondary chosen-photos__camera" }, words.camera);
    button.addEventListener("click", () => camera.click());
    box.after(camera, button, status, list);
    let chosen = [];

    const hold = () => {
      const held = new DataTransfer();
      for (const { file } of chosen) held.items.add(file);
      box.files = held.files;
      const bytes = chosen.reduce((sum, { file }) => sum + file.size, 0);
      status.textContent = chosen.length ? put(words.ready, { count: chosen.length, size: size(bytes) }) : "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const say = (name, sentence) => {
      const item = make("li");
      list.append(item);
      item.append(make("span", { role: "alert", class: "errorlist" }, put(sentence, { name })));
    };
    const take = async (files) => {
      for (const [n, file] of files.entries()) {
        status.textContent = put(words.working, { number: n + 1, count: files.length });
        const ready = await smaller(file);
        if (!ready) {
          say(file.name, words.unreadable);
          continue;
        }
        const shown = (await drawn(ready, SMALL))?.toDataURL("image/jpeg", 0.7) ?? "";
        const item = make("li", { class: "cluster" });
        const remove = make("button", { type: "button", class: "button button--quiet", "aria-label": put(words.remove_one, { name: ready.name }) }, words.remove);
        const one = { file: ready };
        remove.addEventListener("click", () => {
          chosen = chosen.filter((each) => each !== one);
          item.remove();
          hold();
          button.focus();
        });
        item.append(make("img", { src: shown, alt: "", class: "chosen-photos__picture" }), make("span", {}, `${ready.name} (${size(ready.size)})`), remove);
        list.append(item);
        chosen.push(one);
      }
      hold();
    };
    const begin = async (files) => {
      list.querySelectorAll("[role=alert]").forEach((each) => each.parentElement.remove());
      box.disabled = true;
      await take(files);
      box.disabled = false;
      hold();
    };
    box.addEventListener("change", (event) => {
      if (!event.isTrusted && !box.files.length) return;
      const files = [...box.files].filter((file) => !chosen.some((each) => each.file === file));
      if (files.length) begin(files);
    });
    camera.addEventListener("change", (event) => {
      event.stopPropagation();
      begin([...camera.files]);
      camera.value = "";
    });
  }
})();
