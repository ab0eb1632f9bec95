// Extras only: every page works without this file. It comes before the others, which build what they show with its `parts`.
(() => {
  "use strict";

  window.parts = {
    // An element with attributes and a text.
    make: (tag, attributes = {}, text = "") => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.textContent = text;
      return element;
    },
    // A sentence of the page with its %(name)s filled in.
    put: (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]),
  };

  // A form that came back with errors: bring the summary into view and to screen readers.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // <form data-guard>: leaving with something typed asks first. Submitting any form of the page's own is not leaving by accident.
  const contentOf = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  for (const form of document.querySelectorAll("form[data-guard]")) {
    // A form that came back with errors holds typed text that was never saved.
    const saved = summary ? null : contentOf(form);
    let isLeavingOnPurpose = false;
    form.addEventListener("submit", () => { isLeavingOnPurpose = true; });
    window.addEventListener("pageshow", () => { isLeavingOnPurpose = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!isLeavingOnPurpose && form.dataset.keep !== "kept" && contentOf(form) !== saved) event.preventDefault();
    });
  }

  // <input data-select-all>: one press marks the whole text, ready to be copied.
  for (const input of document.querySelectorAll("[data-select-all]")) input.addEventListener("focus", () => input.select());

  // <button data-copy="the id of a text box" hidden>: puts its text on the clipboard and says so in the button's own place.
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const box = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.dataset.said);
    button.hidden = false;
    button.addEventListener("click", async () => {
      box.focus();
      box.select();
      try {
        await navigator.clipboard.writeText(box.value);
      } catch {
        if (!document.execCommand("copy")) return; // the text is marked: Ctrl+C still works
      }
      said.textContent = button.dataset.done;
    });
  }

  // <form data-order>: a line moves in its place, and where it went is said; without scripts the buttons ask the server.
  for (const form of document.querySelectorAll("form[data-order]")) {
    const said = form.querySelector("[data-said]");
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=up], button[name=down]");
      if (!button) return;
      event.preventDefault();
      const line = button.closest("li");
      const other = button.name === "up" ? line.previousElementSibling : line.nextElementSibling;
      if (other?.querySelector(":checked")) other[button.name === "up" ? "before" : "after"](line);
      button.focus();
      const place = [...line.parentElement.children].indexOf(line) + 1;
      said.textContent = said.dataset.said.replace("{column}", line.innerText.replace(/[↑↓]/g, "").trim()).replace("{place}", place);
    });
    form.addEventListener("change", (event) => {
      const line = event.target.closest("li");
      if (!line || !event.target.checked) return;
      const shown = [...line.parentElement.children].filter((each) => each !== line && each.querySelector(":checked"));
      shown.at(-1).after(line); // after those that are shown
      event.target.focus();
    });
  }

  // <form data-select>: ticking rows says that those are meant, one box ticks the page, and how many there are is said.
  for (const form of document.querySelectorAll("form[data-select]")) {
    const boxes = [...form.querySelectorAll("input[name=event]")];
    const all = form.querySelector("[data-all]");
    const said = form.querySelector("[data-chosen]");
    const tell = () => {
      const count = boxes.filter((box) => box.checked).length;
      all.checked = count === boxes.length;
      all.indeterminate = count > 0 && !all.checked;
      said.textContent = count || "";
    };
    all.hidden = false;
    form.addEventListener("change", (event) => {
      if (event.target === all) for (const box of boxes) box.checked = all.checked;
      if (event.target === all || event.target.name === "event") form.querySelector("[name=which][value=chosen]").checked = true;
      tell();
    });
    window.addEventListener("pageshow", tell); // what a browser ticked again by itself
  }

  // <details data-dropdown>: closes on Escape and on a press elsewhere.
  for (const dropdown of document.querySelectorAll("details[data-dropdown]")) {
    document.addEventListener("click", (event) => { if (!dropdown.contains(event.target)) dropdown.open = false; });
    dropdown.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !dropdown.open) return;
      dropdown.open = false;
      dropdown.querySelector("summary").focus();
    });
  }
})();
