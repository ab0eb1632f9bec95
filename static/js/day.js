// <input data-day>: a date as three boxes with a calendar beside them. The input stays, hidden, and holds what is sent: any way
// of writing a date that the server reads. A whole date typed or pasted into the first box is read by the server and divided.
(() => {
  "use strict";
  const language = document.documentElement.lang || "en";
  const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
  const WHOLE = /\d\D+\d|^\d{8}$|元/;
  const { make } = window.parts;
  const plain = (box) => box.value.normalize("NFKC").trim();
  const iso = (day) => `${day.getUTCFullYear()}-${String(day.getUTCMonth() + 1).padStart(2, "0")}-${String(day.getUTCDate()).padStart(2, "0")}`;
  const utc = (year, month, day) => new Date(Date.UTC(year, month, day));
  const format = (options, calendar = "gregory") => new Intl.DateTimeFormat(`${language}-u-ca-${calendar}`, { timeZone: "UTC", ...options });
  const monthName = format({ year: "numeric", month: "long" });
  const eraName = language === "ja" ? format({ era: "long", year: "numeric" }, "japanese") : null;
  const dayName = format({ dateStyle: "full" });
  const weekday = format({ weekday: "short" });
  const weekdayName = format({ weekday: "long" });

  // ---- the calendar: one dialog for all dates of the page
  const calendar = (words) => {
    const dialog = make("dialog", { class: "calendar-dialog", "aria-label": words.open });
    const heading = make("h2", { "aria-live": "polite" });
    const table = make("table", { role: "grid", "aria-label": words.open });
    const button = (text, act, attributes = {}) => {
      const made = make("button", { type: "button", class: "button button--quiet", ...attributes }, text);
      made.addEventListener("click", act);
      return made;
    };
    const top = make("div", { class: "cluster cluster--between" });
    const bottom = make("div", { class: "cluster cluster--between" });
    let current = null, chosen = "", take = null;
    const sum = (unit, by) => {
      const [year, month, day] = [current.getUTCFullYear(), current.getUTCMonth(), current.getUTCDate()];
      if (unit === "day") return utc(year, month, day + by);
      const last = utc(year, month + by + 1, 0).getUTCDate();
      return utc(year, month + by, Math.min(day, last));
    };
    const today = () => {
      const now = new Date();
      return utc(now.getFullYear(), now.getMonth(), now.getDate());
    };
    const show = (day, { takesFocus = true } = {}) => {
      current = day;
      heading.textContent = monthName.format(day) + (eraName ? `（${eraName.format(day)}）` : "");
      const first = utc(day.getUTCFullYear(), day.getUTCMonth(), 1);
      const start = utc(first.getUTCFullYear(), first.getUTCMonth(), 1 - first.getUTCDay());
      const head = make("tr");
      for (let n = 0; n < 7; n += 1) {
        const each = utc(2023, 0, 1 + n);
        head.append(make("th", { scope: "col", abbr: weekdayName.format(each) }, weekday.format(each)));
      }
      const rows = [];
      for (let week = 0; week < 6; week += 1) {
        const row = make("tr");
        for (let n = 0; n < 7; n += 1) {
          const each = utc(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + week * 7 + n);
          const cell = make("td", { role: "gridcell", "aria-selected": String(iso(each) === chosen) });
          if (each.getUTCMonth() === day.getUTCMonth()) {
            const pressed = button(each.getUTCDate(), () => { take(iso(each)); dialog.close(); }, {
              class: "calendar-dialog__day", "aria-label": dayName.format(each), tabindex: iso(each) === iso(day) ? 0 : -1,
            });
            if (iso(each) === iso(today())) pressed.setAttribute("aria-current", "date");
            cell.append(pressed);
          }
          row.append(cell);
        }
        if (row.querySelector("button")) rows.push(row);
      }
      const [thead, tbody] = [make("thead"), make("tbody")];
      thead.append(head);
      tbody.append(...rows);
      table.replaceChildren(thead, tbody);
      if (takesFocus) table.querySelector("[tabindex='0']").focus();
    };
    const MOVES = { ArrowLeft: ["day", -1], ArrowRight: ["day", 1], ArrowUp: ["day", -7], ArrowDown: ["day", 7] };
    table.addEventListener("keydown", (event) => {
      const move = MOVES[event.key] ?? {
        PageUp: ["month", event.shiftKey ? -12 : -1], PageDown: ["month", event.shiftKey ? 12 : 1],
        Home: ["day", -current.getUTCDay()], End: ["day", 6 - current.getUTCDay()],
      }[event.key];
      if (!move) return;
      event.preventDefault();
      show(sum(...move));
    });
    top.append(
      button("‹", () => show(sum("month", -1), { takesFocus: false }), { "aria-label": words.earlier }), heading,
      button("›", () => show(sum("month", 1), { takesFocus: false }), { "aria-label": words.later }),
    );
    bottom.append(button(words.today, () => show(today())), button(words.close, () => dialog.close()));
    dialog.append(top, table, bottom);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    return (value, then) => {
      const found = ISO.exec(value);
      [chosen, take] = [value, then];
      dialog.showModal();
      show(found ? utc(found[1], found[2] - 1, found[3]) : today());
    };
  };
  let open = null;

  const boxesOf = new Map();
  for (const whole of document.querySelectorAll("input[data-day]")) {
    const names = ["year", "month", "day", "open", "today", "close", "earlier", "later"];
    const words = Object.fromEntries(whole.dataset.day.split("|").map((word, n) => [names[n], word]));
    const label = whole.labels[0];
    const { id } = whole;
    const box = (part, width, most) => make("input", {
      type: "text", id: part === "year" ? id : `${id}_${part}`, class: `day__${width}`, autocomplete: "off", maxlength: most,
      ...(part === "year" ? {} : { inputmode: "numeric" }),
    });
    const [year, month, day] = [box("year", "long", 60), box("month", "short", 2), box("day", "short", 2)];
    const group = make("div", { class: "day", role: "group" });
    label.id ||= `${id}_label`;
    group.setAttribute("aria-labelledby", label.id);
    whole.removeAttribute("id");
    for (const [part, each] of [["year", year], ["month", month], ["day", day]]) {
      for (const name of ["aria-describedby", "aria-invalid"]) if (whole.hasAttribute(name)) each.setAttribute(name, whole.getAttribute(name));
      const place = make("div");
      place.append(make("label", { for: each.id, class: "day__label" }, words[part]), each);
      group.append(place);
    }
    label.removeAttribute("for");
    const button = make("button", { type: "button", class: "button button--secondary day__open" }, words.open);
    group.append(button);
    whole.replaceWith(group);
    whole.type = "hidden";
    group.append(whole);
    boxesOf.set(whole.name, year);

    const divide = (text) => {
      const found = ISO.exec(text);
      [year.value, month.value, day.value] = found ? [found[1], String(Number(found[2])), String(Number(found[3]))] : [text, "", ""];
    };
    const compose = () => {
      if ((plain(month) || plain(day)) && !plain(year)) year.value = boxesOf.get(whole.dataset.after)?.value ?? "";
      const [y, m, d] = [plain(year).replace(/年$/, ""), plain(month), plain(day)];
      if (!m && !d) whole.value = y === (whole.dataset.year ?? "") ? "" : year.value.trim();
      else if (/^\d{4}$/.test(y)) whole.value = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
      else whole.value = [y, m, d].filter((part) => part).join(".");
    };
    const tell = () => year.dispatchEvent(new Event("change", { bubbles: true }));
    const readWhole = async () => {
      const text = plain(year);
      if (plain(month) || plain(day) || !WHOLE.test(text)) return;
      try {
        const answer = await fetch(`${whole.dataset.readDay}?${new URLSearchParams({ text })}`, { redirect: "error" });
        const read = (await answer.json()).day;
        if (!read || plain(year) !== text) return;
        divide(read);
        whole.value = read;
      } catch {
        // what was typed stays, and is read when the page is sent
      }
    };

    divide(whole.value);
    if (!whole.value && whole.dataset.year) year.value = whole.dataset.year;
    for (const each of [year, month, day]) {
      each.addEventListener("input", compose);
      each.addEventListener("focus", () => each.select());
    }
    year.addEventListener("change", readWhole);
    year.addEventListener("paste", () => setTimeout(readWhole));
    button.addEventListener("click", () => {
      open ??= calendar(words);
      open(whole.value, (picked) => {
        divide(picked);
        whole.value = picked;
        tell();
        button.focus();
      });
    });
  }
})();
