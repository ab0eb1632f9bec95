// <input data-suggest="city">: names that the register holds, offered while one types (the combobox pattern of WAI-ARIA).
// Without this file the box is a plain one. Boxes that come later with a new row are found when they get the focus.
(() => {
  "use strict";
  const SOON = 150;
  const { make } = window.parts;

  const begin = (box) => {
    const form = box.form;
    const id = `${box.id}-offered`;
    const list = make("ul", { id, role: "listbox", class: "suggest__list", "aria-label": box.labels[0]?.textContent ?? "" });
    const status = make("span", { role: "status", class: "visually-hidden" });
    const place = make("div", { class: "suggest" });
    list.hidden = true;
    box.removeAttribute("list");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) box.setAttribute(name, value);
    box.replaceWith(place);
    place.append(box, list, status);
    let timer = 0, asking = null, offered = [], current = -1;

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      current = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const point = (n) => {
      current = n;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", at === n));
      if (n < 0) return box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-activedescendant", list.children[n].id);
      list.children[n].scrollIntoView({ block: "nearest" });
    };
    const take = (n) => {
      const { value, beside } = offered[n];
      box.value = value;
      for (const [name, text] of Object.entries(beside)) {
        const other = form.elements[box.name.replace(/[^-]+$/, name)];
        if (other && text && (!other.value || other.tagName === "SELECT")) other.value = text;
      }
      close();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
      close();
    };
    const show = (found) => {
      offered = found;
      list.replaceChildren(...found.map(({ value, note }, n) => {
        const option = make("li", { id: `${id}-${n}`, role: "option", "aria-selected": "false" });
        option.append(make("span", {}), make("span", { class: "meta" }));
        [option.firstChild.textContent, option.lastChild.textContent] = [value, note];
        return option;
      }));
      current = -1;
      box.removeAttribute("aria-activedescendant");
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", String(found.length > 0));
      status.textContent = found.length ? form.dataset.suggestSome.replace("%(count)s", found.length) : form.dataset.suggestNone;
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const mission = form.elements.mission?.value ?? "";
      const address = `${form.dataset.suggestFrom.replace("kind", box.dataset.suggest)}?${new URLSearchParams({ q: box.value, mission })}`;
      try {
        const answer = await fetch(address, { signal: asking.signal, redirect: "error" });
        if (answer.ok && document.activeElement === box) show((await answer.json()).offered);
      } catch {
        // no line, signed out, or overtaken by the next letter: the box stays a plain one
      }
    };
    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    };

    box.addEventListener("input", (event) => {
      if (event.isTrusted) later(SOON);
    });
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = offered.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) later(0);
        else if (event.key === "ArrowDown") point(current < last ? current + 1 : -1);
        else point(current < 0 ? last : current - 1);
      } else if (event.key === "Enter" && current >= 0 && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        take(current);
      } else if (event.key === "Tab" && current >= 0) take(current);
      else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    box.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the box keeps the focus
      const n = [...list.children].indexOf(event.target.closest("[role=option]"));
      if (n >= 0) take(n);
    });
  };

  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.("input[data-suggest]:not([role])")) return;
    begin(target);
    target.focus();
  });
})();
