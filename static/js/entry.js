// The event form's extras: it works without this file.
(() => {
  "use strict";

  // A link of the error summary leads into a closed part of the page: open it.
  for (const link of document.querySelectorAll("[data-error-summary] a[href^='#']")) {
    link.addEventListener("click", () => {
      const closed = document.querySelector(link.getAttribute("href"))?.closest("details:not([open])");
      if (closed) closed.open = true;
    });
  }

  // A city that was filled in for its state leaves with it.
  const city = document.querySelector("[data-of-state]");
  document.getElementById("id_state")?.addEventListener("change", () => {
    if (city && city.value === city.defaultValue) city.value = "";
  });

  // Ctrl+Enter presses the first button of the page, Ctrl+S the one that saves a draft. Both say so (aria-keyshortcuts).
  const buttons = [...document.querySelectorAll("[aria-keyshortcuts]")];
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const keys = `Control+${event.key.length === 1 ? event.key.toUpperCase() : event.key}`;
    const button = buttons.find((each) => each.getAttribute("aria-keyshortcuts").split(" ").includes(keys));
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // What is typed is kept while it is typed: two seconds after the last key, and at once when the page is put away.
  const form = document.querySelector("form[data-keep]");
  if (form) {
    const [kept, fault] = [form.querySelector("[data-kept]"), form.querySelector("[data-not-kept]")];
    const [SOON, AGAIN] = [2000, 10000];
    let [typed, keptUpTo, timer, isSaving] = [0, 0, 0, false];
    const say = (text, isFault) => {
      kept.textContent = isFault ? "" : text;
      if (fault.textContent !== (isFault ? text : "")) fault.textContent = isFault ? text : "";
    };
    const contents = () => {
      const data = new FormData(form);
      const files = [...data].filter(([, value]) => value instanceof File);
      for (const [name] of files) data.delete(name);
      data.set("action", "keep");
      return [data, files.some(([, file]) => file.size > 0)];
    };
    const keep = async (isLeaving) => {
      clearTimeout(timer);
      if (isSaving || keptUpTo === typed) return;
      const now = typed;
      const [body, hasFiles] = contents();
      try {
        const answer = await fetch(form.getAttribute("action"), { method: "POST", body, redirect: "manual", keepalive: isLeaving });
        if (isSaving) return;
        if (answer.type === "opaqueredirect") throw new Error(form.dataset.signedOut);
        const { sentence } = await answer.json();
        say(sentence, !answer.ok);
        if (!answer.ok) return;
        keptUpTo = now;
        form.dataset.keep = typed === now && !hasFiles ? "kept" : "";
      } catch (error) {
        say(error.message === form.dataset.signedOut ? error.message : form.dataset.noLine, true);
        if (!isLeaving) timer = setTimeout(() => keep(false), AGAIN);
      }
    };
    const later = () => {
      typed += 1;
      form.dataset.keep = "";
      clearTimeout(timer);
      timer = setTimeout(() => keep(false), SOON);
    };
    if ([...form.elements].some((each) => each.defaultValue !== undefined && each.type !== "hidden" && each.value !== each.defaultValue)) later(); // typed before this file came
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => { isSaving = true; clearTimeout(timer); });
    window.addEventListener("pageshow", () => { isSaving = false; });
    window.addEventListener("online", () => keep(false));
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
  }
})();
