// Rows of events typed or pasted as in a spreadsheet. Without this file the page is a box to paste the rows into.
(() => {
  "use strict";
  const form = document.getElementById("paste-form");
  const box = form.querySelector("textarea[name=rows]");
  const { columns, most, words } = JSON.parse(document.getElementById("grid").textContent);
  const place = form.querySelector("[data-grid]");
  const table = place.querySelector("table");
  const status = place.querySelector("[data-grid-status]");
  const about = document.getElementById("grid-about");
  const asked = place.querySelector("[data-grid-asked]");
  const BLANK_ROWS = 20, PAGE = 10, SOON = 700;

  const { make, put } = window.parts;
  const within = (value, last) => Math.max(0, Math.min(value, last));

  // ---- text as spreadsheets copy it: cells apart by tabs, a cell with a tab, a line or a quotation mark within quotation marks
  const parse = (text) => {
    const rows = [];
    let row = [];
    const cell = /"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*)/y;
    for (let at = 0; at <= text.length;) {
      cell.lastIndex = at;
      const found = cell.exec(text);
      row.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
      at = cell.lastIndex;
      if (text[at] === "\t") { at += 1; continue; }
      rows.push(row);
      row = [];
      at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
      if (at >= text.length) break;
    }
    return rows;
  };
  const quoted = (text) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const written = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\n");

  // ---- the cells: `data` holds what they say, the table shows it
  const data = [];
  let [undone, redone] = [[], []];
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  head.setAttribute("aria-rowindex", 1);
  head.append(make("th", { role: "columnheader", "aria-colindex": 1, class: "grid__corner" }, words.row));

  const cellAt = (r, c) => body.rows[r].cells[c + 1];
  const textOf = (r, c) => data[r]?.[c] ?? "";
  const showColumn = (column, c) => {
    head.append(make("th", { role: "columnheader", scope: "col", "aria-colindex": c + 2, class: `grid__${column.kind}` }, column.label));
    [...body.rows].forEach((line) => line.append(make("td", { role: "gridcell", "aria-colindex": c + 2 })));
    table.setAttribute("aria-colcount", columns.length + 1);
  };
  const addRows = (upTo) => {
    while (data.length < Math.min(upTo, most)) {
      const r = data.push([]) - 1;
      const line = body.insertRow();
      line.setAttribute("aria-rowindex", r + 2);
      line.append(make("th", { role: "rowheader", scope: "row", "aria-colindex": 1 }, r + 2));
      columns.forEach((_, c) => line.append(make("td", { role: "gridcell", "aria-colindex": c + 2 })));
    }
    table.setAttribute("aria-rowcount", data.length + 1);
  };
  const write = (r, c, text) => {
    data[r][c] = text;
    if (r === at.r && c === at.c) editor.value = text;
    shown(r, c).textContent = text;
  };
  const shown = (r, c) => {
    const cell = cellAt(r, c);
    if (!cell.querySelector(".grid__value")) cell.prepend(make("span", { class: "grid__value" }));
    return cell.querySelector(".grid__value");
  };

  // ---- one editor, always in the current cell, so that an input method starts with the first key
  const editor = make("textarea", { rows: 1, class: "grid__editor", autocomplete: "off", spellcheck: "false", "aria-describedby": "grid-said grid-about" });
  const said = make("span", { class: "grid__said", id: "grid-said" });
  const [READY, TYPING, CHANGING] = ["ready", "typing", "changing"];
  let mode = READY, at = { r: 0, c: 0 }, from = { r: 0, c: 0 }, isLeaving = false;
  let problems = new Map();

  const range = () => ({
    top: Math.min(at.r, from.r), bottom: Math.max(at.r, from.r), left: Math.min(at.c, from.c), right: Math.max(at.c, from.c),
  });
  const eachIn = ({ top, bottom, left, right }, act) => {
    for (let r = top; r <= bottom; r += 1) for (let c = left; c <= right; c += 1) act(r, c);
  };
  const mark = () => {
    for (const cell of body.querySelectorAll("[aria-selected]")) cell.removeAttribute("aria-selected");
    eachIn(range(), (r, c) => cellAt(r, c).setAttribute("aria-selected", "true"));
  };
  const explain = () => {
    const ofRow = problems.get(`${at.r},`) ?? [];
    const own = [...(problems.get(`${at.r},${at.c}`) ?? []), ...ofRow.filter((each) => each.is_asked)];
    const told = ofRow.filter((each) => !each.is_asked);
    about.textContent = told.length ? put(words.of_row, { row: at.r + 2, sentence: told.map((each) => each.sentence).join(" ") }) : "";
    said.textContent = own.map((each) => each.sentence).join(" ");
    said.hidden = !own.length;
    said.classList.toggle("is-asked", own.some((each) => each.is_asked));
    if (own.some((each) => each.is_asked)) editor.setAttribute("aria-invalid", "true");
    else editor.removeAttribute("aria-invalid");
  };
  const show = ({ takesFocus = true } = {}) => {
    cellAt(at.r, at.c).append(editor, said);
    editor.value = textOf(at.r, at.c);
    editor.setAttribute("aria-label", put(words.cell, { row: at.r + 2, column: columns[at.c].label }));
    explain();
    mark();
    if (!takesFocus) return;
    editor.focus({ preventScroll: true });
    editor.select();
    cellAt(at.r, at.c).scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const change = (cells) => {
    const made = cells.filter(([r, c, text]) => textOf(r, c) !== text).map(([r, c, text]) => [r, c, textOf(r, c), text]);
    if (!made.length) return;
    undone.push(made);
    redone = [];
    for (const [r, c, , after] of made) write(r, c, after);
    changed();
  };
  const commit = () => {
    if (mode !== READY) {
      mode = READY;
      change([[at.r, at.c, editor.value]]);
    }
  };
  const go = (r, c, { extends: isExtended = false } = {}) => {
    commit();
    if (r >= data.length) addRows(r + 1);
    at = { r: within(r, data.length - 1), c: within(c, columns.length - 1) };
    if (!isExtended) from = { ...at };
    show();
  };
  const step = (rows, cells, options) => go(at.r + rows, at.c + cells, options);
  const next = (by) => {
    const flat = at.r * columns.length + at.c + by;
    if (flat >= 0) go(Math.floor(flat / columns.length), flat % columns.length);
  };
  const again = (take, keep, isBack) => {
    const made = take.pop();
    if (!made) return;
    keep.push(made);
    for (const [r, c, before, after] of made) write(r, c, isBack ? before : after);
    status.textContent = isBack ? words.undone : words.redone;
    go(made[0][0], made[0][1]);
    changed();
  };

  // ---- what the form sends, and what the server says of it
  let timer = 0, asking = null;
  const asText = () => {
    const last = data.findLastIndex((row) => row.some((text) => text?.trim()));
    const lines = data.slice(0, last + 1).map((_, r) => columns.map((column, c) => (mode !== READY && r === at.r && c === at.c ? editor.value : textOf(r, c))));
    const isTyped = mode !== READY && editor.value.trim();
    if (isTyped && at.r > last) for (let r = last + 1; r <= at.r; r += 1) lines.push(columns.map((_, c) => (r === at.r && c === at.c ? editor.value : "")));
    return lines.length ? written([columns.map((column) => column.header), ...lines]) : "";
  };
  const sync = () => {
    box.value = asText();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const changed = () => {
    sync();
    clearTimeout(timer);
    timer = setTimeout(check, SOON);
  };
  const ask = async (fields, signal) => {
    const sent = new FormData(form);
    for (const [name, value] of fields) sent.append(name, value);
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent, redirect: "error", signal });
    return answer.json();
  };
  const check = async () => {
    asking?.abort();
    asking = new AbortController();
    if (!box.value) return heard({ sentence: "", rows: [] });
    try {
      heard(await ask([["action", "check"]], asking.signal));
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = words.no_line;
      window.addEventListener("online", check, { once: true });
    }
  };
  const heard = ({ sentence, rows }) => {
    for (const r of data.keys()) for (const cell of body.rows[r].querySelectorAll(".is-asked, .is-told")) cell.classList.remove("is-asked", "is-told");
    problems = new Map();
    const list = asked.querySelector("ul");
    list.replaceChildren();
    for (const { number, cells } of rows) for (const { column, ...each } of cells) {
      const r = number - 2;
      if (!data[r]) continue;
      const key = `${r},${column ?? ""}`;
      problems.set(key, [...(problems.get(key) ?? []), each]);
      (column === null ? body.rows[r].cells[0] : cellAt(r, column)).classList.add(each.is_asked ? "is-asked" : "is-told");
      if (!each.is_asked) continue;
      const label = column === null ? words.whole_row : columns[column].label;
      const button = make("button", { type: "button", class: "button button--quiet" }, put(words.go_to, { row: number, column: label, sentence: each.sentence }));
      button.addEventListener("click", () => go(r, column ?? 0));
      const item = make("li");
      item.append(button);
      list.append(item);
    }
    asked.hidden = !list.children.length;
    status.textContent = sentence;
    explain();
  };

  // ---- pasting: a block at the current cell; where its first line is a header, each column at its own place
  const placesOf = async (line) => {
    if (line.filter((text) => text.trim()).length < 2) return null;
    try {
      return (await ask([["action", "places"], ...line.map((text) => ["cell", text])])).places;
    } catch {
      return null;
    }
  };
  const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const keyIn = (key, text) => (key.includes("|") ? key.split("|")[JAPANESE.test(text) ? 0 : 1] : key); // Japanese|English
  const columnFor = (key, header) => {
    const found = columns.findIndex((column) => (key ? column.key === key : column.header === header));
    if (found >= 0) return found;
    showColumn({ kind: "text", label: header }, columns.length);
    return columns.push({ key: "", header, label: header, kind: "text" }) - 1;
  };
  const paste = async (block) => {
    const places = await placesOf(block[0]);
    const lines = places ? block.slice(1) : block;
    const top = places ? data.findLastIndex((row) => row.some((text) => text?.trim())) + 1 : range().top;
    if (top + lines.length > most) {
      status.textContent = put(words.too_many, { most });
      return;
    }
    const left = range().left;
    const header = block[0].map((text) => text.trim());
    const isUsed = (n) => header[n] || lines.some((line) => line[n]?.trim());
    const placeOf = (n, text) => {
      if (!places) return left + n < columns.length ? left + n : columnFor("", `+${left + n + 1}`);
      return isUsed(n) ? columnFor(keyIn(places[n] ?? "", text), header[n] ?? `+${n + 1}`) : null;
    };
    addRows(top + lines.length + 1);
    const cells = lines.flatMap((line, r) => line.map((text, n) => [top + r, placeOf(n, text), text]));
    const kept = cells.filter(([, c, text]) => c !== null && (text || !places));
    at = { r: top, c: kept.length ? Math.min(...kept.map(([, c]) => c)) : left };
    from = { ...at };
    change(kept);
    show();
    status.textContent = put(words.pasted, { rows: lines.length });
  };
  const fromPage = (html) => {
    const rows = new DOMParser().parseFromString(html, "text/html").querySelectorAll("table tr");
    return [...rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  };

  editor.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const isBlock = /[\t\n]/.test(text.replace(/\r?\n$/, ""));
    if (mode === CHANGING || (mode === TYPING && !isBlock)) return;
    const fromTable = isBlock ? [] : fromPage(event.clipboardData.getData("text/html"));
    const block = fromTable.length && fromTable[0].length > 1 ? fromTable : parse(text);
    event.preventDefault();
    mode = READY;
    paste(block);
  });
  for (const kind of ["copy", "cut"]) {
    editor.addEventListener(kind, (event) => {
      if (mode !== READY) return;
      event.preventDefault();
      const { top, bottom, left, right } = range();
      const rows = [];
      for (let r = top; r <= bottom; r += 1) rows.push(columns.slice(left, right + 1).map((_, n) => textOf(r, left + n)));
      event.clipboardData.setData("text/plain", written(rows));
      if (kind === "cut") empty();
    });
  }
  const empty = () => {
    const cells = [];
    eachIn(range(), (r, c) => cells.push([r, c, ""]));
    change(cells);
  };
  const fillDown = () => {
    const { top, bottom } = range();
    const source = top === bottom ? top - 1 : top;
    const cells = [];
    if (source >= 0) eachIn(range(), (r, c) => cells.push([r, c, textOf(source, c)]));
    change(cells);
    show();
  };

  // ---- keys as in a spreadsheet
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0], PageDown: [PAGE, 0] };
  const withControl = (event) => {
    const acts = {
      z: () => (event.shiftKey ? again(redone, undone, false) : again(undone, redone, true)),
      y: () => again(redone, undone, false),
      d: fillDown,
      a: () => { from = { r: 0, c: 0 }; at = { r: data.length - 1, c: columns.length - 1 }; show(); },
      Home: () => go(0, 0, { extends: event.shiftKey }),
      End: () => go(data.length - 1, columns.length - 1, { extends: event.shiftKey }),
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || mode !== READY) return;
    event.preventDefault();
    act();
  };
  const inReady = (event) => {
    const keys = {
      F2: () => { mode = CHANGING; editor.setSelectionRange(editor.value.length, editor.value.length); },
      Delete: () => { empty(); show(); },
      Backspace: () => { empty(); show(); },
      Home: () => go(at.r, 0, { extends: event.shiftKey }),
      End: () => go(at.r, columns.length - 1, { extends: event.shiftKey }),
      Escape: () => { isLeaving = true; from = { ...at }; mark(); status.textContent = words.leaving; },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  };
  editor.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // the input method's own keys
    const wasLeaving = isLeaving;
    isLeaving = wasLeaving && ["Tab", "Shift"].includes(event.key);
    if (event.ctrlKey || event.metaKey) return event.key === "Enter" ? form.requestSubmit() : withControl(event);
    if (event.key === "Tab") {
      if (wasLeaving) return;
      event.preventDefault();
      return next(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!event.altKey) return step(event.shiftKey ? -1 : 1, 0);
      if (mode === READY) mode = CHANGING;
      editor.setRangeText("\n", editor.selectionStart, editor.selectionEnd, "end");
      return sync();
    }
    if (MOVES[event.key] && mode !== CHANGING) {
      event.preventDefault();
      return step(...MOVES[event.key], { extends: event.shiftKey && mode === READY });
    }
    if (mode === READY) return inReady(event);
    if (event.key === "Escape") {
      event.preventDefault();
      mode = READY;
      show();
      sync();
    }
  });
  editor.addEventListener("input", () => {
    if (mode === READY) mode = TYPING;
    sync();
  });
  editor.addEventListener("blur", () => commit());
  form.addEventListener("submit", () => { commit(); box.value = asText(); });
  document.querySelector(`[data-error-summary] a[href="#${box.id}"]`)?.addEventListener("click", () => show());

  // ---- the mouse
  const placeOf = (target) => {
    const cell = target.closest?.("td");
    return cell && body.contains(cell) ? { r: cell.parentElement.sectionRowIndex, c: cell.cellIndex - 1 } : null;
  };
  body.addEventListener("mousedown", (event) => {
    const found = event.target === editor ? null : placeOf(event.target);
    if (!found || event.button) return;
    event.preventDefault();
    go(found.r, found.c, { extends: event.shiftKey });
  });
  body.addEventListener("mouseover", (event) => {
    const found = event.buttons === 1 && mode === READY && placeOf(event.target);
    if (!found || document.activeElement !== editor) return;
    at = found;
    show();
  });
  editor.addEventListener("dblclick", () => { mode = CHANGING; });

  // ---- begin with what was typed before
  columns.forEach(showColumn);
  const before = box.value ? parse(box.value) : [];
  const isOurs = before.length && before[0].slice(0, columns.length).every((text, n) => text === columns[n].header);
  addRows(Math.max(BLANK_ROWS, before.length + 1));
  if (isOurs) {
    before[0].slice(columns.length).forEach((header) => columnFor("", header));
    before.slice(1, most + 1).forEach((row, r) => row.forEach((text, c) => { if (text) { data[r][c] = text; shown(r, c).textContent = text; } }));
  }
  if (before.length && !isOurs) return; // rows that were pasted as text stay text
  form.querySelector("[data-grid-text]").hidden = true;
  place.hidden = false;
  show({ takesFocus: !document.querySelector("[data-error-summary]") });
  if (isOurs) check();
})();
