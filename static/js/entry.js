// The event form's extras: it works without this file.
(() => {
  "use strict";

  // A calendar beside each date box. The box stays a text box: it reads more ways of writing a date than the browser's own.
  const ISO = /^\d{4}-\d{2}-\d{2}$/;
  for (const box of document.querySelectorAll("input[data-day]")) {
    const picker = document.createElement("input");
    if (!("showPicker" in picker)) break;
    picker.type = "date";
    picker.className = "visually-hidden";
    picker.tabIndex = -1;
    picker.ariaHidden = "true";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = box.dataset.day;
    button.setAttribute("aria-label", `${box.labels[0]?.firstChild?.textContent ?? ""}: ${box.dataset.day}`);
    const group = document.createElement("div");
    group.className = "input-group";
    box.replaceWith(group);
    group.append(box, button, picker);
    button.addEventListener("click", () => {
      picker.value = ISO.test(box.value) ? box.value : "";
      picker.showPicker();
    });
    picker.addEventListener("change", (event) => {
      event.stopPropagation();
      if (!picker.value) return;
      box.value = picker.value;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      box.focus();
    });
  }

  // A link of the error summary leads into a closed part of the page: open it.
  for (const link of document.querySelectorAll("[data-error-summary] a[href^='#']")) {
    link.addEventListener("click", () => {
      const closed = document.querySelector(link.getAttribute("href"))?.closest("details:not([open])");
      if (closed) closed.open = true;
    });
  }
})();
