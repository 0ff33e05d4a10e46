// Search, filters, sorting and pages. Texts come into the page as text only, never as markup.
"use strict";
(() => {
  const PAGE = 100;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { strings, findings } = data;
  const severities = ["error", "warning", "info"];
  // The fields of a finding, in the order of `Row` in html.rs.
  const [SEVERITY, RULE, FILE, LINE, COLUMN, RECORD, MESSAGE, HELP, NOTES] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const lower = strings.map((text) => text.toLowerCase());

  const body = byId("rows");
  const search = byId("search");
  const rule = byId("rule");
  const file = byId("file");
  const boxes = severities.map((name) => byId("show-" + name));
  let shown = [];
  let page = 0;
  let sorted = { column: null, descending: false };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // Pieces in backticks become code.
  const prose = (className, text) => {
    const made = element("p", className);
    text.split("`").forEach((piece, index) => {
      if (piece) made.append(index % 2 ? element("code", "", piece) : document.createTextNode(piece));
    });
    return made;
  };

  // A workbook has cells, which the record names, and no lines.
  const position = (finding) => (finding[COLUMN] ? `:${finding[LINE]}:${finding[COLUMN]}` : "");

  const row = (finding) => {
    const made = element("tr");
    const severity = severities[finding[SEVERITY]];
    const cell = (className, ...content) => {
      const td = element("td", className);
      td.append(...content);
      made.append(td);
    };
    cell("", element("span", "pill " + severity, severity));
    cell("rule", element("code", "", strings[finding[RULE]]));
    const record = strings[finding[RECORD]];
    cell("place", strings[finding[FILE]] + position(finding), ...(record ? [element("span", "faint small", record)] : []));
    const texts = [prose("", strings[finding[MESSAGE]])];
    if (strings[finding[HELP]]) texts.push(prose("help", strings[finding[HELP]]));
    for (const note of finding[NOTES]) texts.push(prose("faint small", strings[note]));
    cell("", ...texts);
    return made;
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    page = Math.min(page, pages - 1);
    const from = page * PAGE;
    const part = shown.slice(from, from + PAGE);
    body.replaceChildren(...part.map((index) => row(findings[index])));
    const number = (value) => value.toLocaleString("en");
    byId("status").textContent = shown.length === 0
      ? "No finding matches."
      : `${number(from + 1)}–${number(from + part.length)} of ${number(shown.length)}` +
        (shown.length === findings.length ? " findings" : ` that match, of ${number(findings.length)} findings`);
    byId("previous").disabled = page === 0;
    byId("next").disabled = page >= pages - 1;
  };

  // Each word must occur in some text of the finding. Texts are shared, so each is searched once a word.
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.map((word) => {
      const found = lower.map((text) => text.includes(word));
      const isPlace = word.includes(":");
      return (finding) =>
        found[finding[RULE]] || found[finding[FILE]] || found[finding[RECORD]] || found[finding[MESSAGE]] ||
        found[finding[HELP]] || finding[NOTES].some((note) => found[note]) ||
        (isPlace && (lower[finding[FILE]] + position(finding)).includes(word));
    });
    const visible = boxes.map((box) => box.checked);
    const wantedRule = rule.value === "" ? -1 : Number(rule.value);
    const wantedFile = file.value === "" ? -1 : Number(file.value);
    const keeps = (finding) =>
      visible[finding[SEVERITY]] &&
      (wantedRule < 0 || finding[RULE] === wantedRule) &&
      (wantedFile < 0 || finding[FILE] === wantedFile) &&
      hits.every((hits) => hits(finding));
    shown = [];
    findings.forEach((finding, index) => { if (keeps(finding)) shown.push(index); });
    sort();
    page = 0;
    draw();
  };

  const text = (column) => (a, b) =>
    strings[a[column]] < strings[b[column]] ? -1 : strings[a[column]] > strings[b[column]] ? 1 : 0;
  const orders = {
    severity: (a, b) => a[SEVERITY] - b[SEVERITY],
    rule: text(RULE),
    place: (a, b) => text(FILE)(a, b) || a[LINE] - b[LINE] || a[COLUMN] - b[COLUMN],
    message: text(MESSAGE),
  };

  const sort = () => {
    if (!sorted.column) return;
    const order = orders[sorted.column];
    const sign = sorted.descending ? -1 : 1;
    shown.sort((a, b) => sign * order(findings[a], findings[b]) || a - b);
  };

  const sortBy = (column) => {
    const again = sorted.column === column;
    sorted = { column, descending: again && !sorted.descending };
    for (const head of document.querySelectorAll("#findings th[data-sort]")) {
      const own = head.dataset.sort === column;
      head.setAttribute("aria-sort", own ? (sorted.descending ? "descending" : "ascending") : "none");
    }
    sort();
    page = 0;
    draw();
  };

  // Choices, by name.
  const fill = (select, column) => {
    const counts = new Map();
    for (const finding of findings) counts.set(finding[column], (counts.get(finding[column]) || 0) + 1);
    const names = [...counts.keys()].sort((a, b) => (strings[a] < strings[b] ? -1 : 1));
    for (const name of names) {
      const option = element("option", "", `${strings[name]} (${counts.get(name).toLocaleString("en")})`);
      option.value = String(name);
      select.append(option);
    }
  };

  for (const head of document.querySelectorAll("#findings th[data-sort]")) {
    const button = element("button", "", head.textContent);
    button.type = "button";
    button.addEventListener("click", () => sortBy(head.dataset.sort));
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
  }
  for (const bar of document.querySelectorAll("svg.chart g[data-rule]")) {
    const name = bar.dataset.rule;
    const choose = () => {
      const option = [...rule.options].find((option) => strings[Number(option.value)] === name && option.value);
      if (!option) return;
      rule.value = rule.value === option.value ? "" : option.value;
      filter();
      byId("findings").scrollIntoView({ block: "start" });
    };
    bar.setAttribute("role", "button");
    bar.setAttribute("tabindex", "0");
    bar.addEventListener("click", choose);
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
    });
  }
  fill(rule, RULE);
  fill(file, FILE);
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  for (const control of [rule, file, ...boxes]) control.addEventListener("change", filter);
  const turn = (by) => { page += by; draw(); byId("findings").scrollIntoView({ block: "start" }); };
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement === search) {
      search.value = "";
      filter();
    }
  });
  for (const part of document.querySelectorAll(".needs-script")) part.hidden = false;
  for (const part of document.querySelectorAll(".without-script")) part.hidden = true;
  filter();
})();
