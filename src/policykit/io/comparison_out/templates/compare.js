"use strict";
// Before the page is drawn: with scripts, what opens begins closed.
document.documentElement.classList.add("script");
document.addEventListener("DOMContentLoaded", () => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const one = (selector, within = document) => within.querySelector(selector);
  const set = (element, name, on) => element.toggleAttribute(name, on);

  // ------------------------------------------------------------ topics that open

  const button = (body, party) => one(`button.open[value="${party}"]`, body);

  const open = (body, party) => {
    close(body);
    body.dataset.open = party;
    for (const of of all(".of", body)) set(of, "data-closed", of.dataset.c !== party);
    for (const pair of all(".pair", body)) set(pair, "data-closed", ![pair.dataset.l, pair.dataset.r].includes(party));
    set(one(".panel", body), "data-closed", false);
    button(body, party)?.setAttribute("aria-expanded", "true");
  };

  const close = (body) => {
    if (!body.dataset.open) return;
    button(body, body.dataset.open)?.setAttribute("aria-expanded", "false");
    delete body.dataset.open;
    set(one(".panel", body), "data-closed", true);
  };

  const toggle = (body, party) => {
    if (body.dataset.open === party) {
      close(body);
      return;
    }
    open(body, party);
    // The first lines of what opened are seen, and the cell that opened it stays where it is if it can.
    const below = one(".panel", body).firstElementChild.getBoundingClientRect().top - innerHeight + 160;
    if (below > 0) scrollBy({ top: below });
  };

  /** Opens what holds the element; it is shown beside what is open there already. */
  const reveal = (element) => {
    const body = element.closest("tbody.topic");
    const of = element.closest(".of");
    if (!body || !of) return;
    if (!body.dataset.open) open(body, of.dataset.c);
    set(of, "data-closed", false);
  };

  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    reveal(target);
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  };

  const matrix = one("#matrix");
  matrix.addEventListener("click", (event) => {
    const body = event.target.closest("tbody.topic");
    if (!body) return;
    const closes = event.target.closest("button.close");
    if (closes) {
      const back = button(body, body.dataset.open);
      close(body);
      back?.focus();
      return;
    }
    const opens = event.target.closest("button.open");
    // A cell may be clicked anywhere, but not where something else is clicked, and not while its text is selected.
    const cell = event.target.closest("a, button, summary") ? null : event.target.closest("td.cell");
    const found = opens ?? (cell && getSelection().isCollapsed ? one("button.open", cell) : null);
    if (found) toggle(body, found.value);
  });
  matrix.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#r-"]');
    // The same link may be followed again after what it leads to was closed.
    if (link && link.hash === location.hash) follow();
  });
  matrix.addEventListener("keydown", (event) => {
    const body = event.target.closest("tbody.topic");
    if (event.key !== "Escape" || !body?.dataset.open) return;
    const back = button(body, body.dataset.open);
    close(body);
    back?.focus();
  });
  addEventListener("hashchange", follow);

  // ------------------------------------------------------------ filters

  const search = one("#search");
  const topic = one("#topic");
  const relation = one("#relation");
  const boxes = all('input[name="party"]');
  const result = one(".filters output");
  const nothing = one("#nothing");
  const columns = all("[data-c]");
  const panels = all(".panel > td");
  const standings = all(".standings li");
  const rows = all("tbody.topic").map((body) => ({
    body,
    label: one("th", body).textContent.toLowerCase(),
    pairs: all(".pair", body),
    gaps: all("td.gap", body).map((cell) => cell.dataset.c),
    parts: null,
  }));

  /** The texts of a row with the columns that each belongs to; read when somebody searches. */
  const parts = (row) => {
    row.parts ??= all("td.cell, .of, .pair", row.body).map((part) => ({
      needs: part.dataset.c ? [part.dataset.c] : [part.dataset.l, part.dataset.r],
      text: part.textContent.toLowerCase(),
    }));
    return row.parts;
  };

  const says = (row, words, shown) =>
    words.every(
      (word) =>
        row.label.includes(word) ||
        parts(row).some((part) => part.text.includes(word) && part.needs.every((c) => shown.has(c))),
    );

  const stands = (row, wanted, shown) => {
    if (!wanted) return true;
    if (wanted === "gap") return row.gaps.some((c) => shown.has(c));
    const fits = wanted === "stricter" ? ["stricter", "looser"] : [wanted];
    return row.pairs.some((pair) => !pair.hidden && fits.includes(pair.dataset.relation));
  };

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const element of columns) element.hidden = !shown.has(element.dataset.c);
    for (const item of standings) item.hidden = !all(".other", item).some((other) => !other.hidden);
    for (const cell of panels) cell.colSpan = shown.size + 1;
    let count = 0;
    for (const row of rows) {
      for (const pair of row.pairs) pair.hidden = !shown.has(pair.dataset.l) || !shown.has(pair.dataset.r);
      const fits =
        (!topic.value || topic.value === row.body.dataset.topic) &&
        stands(row, relation.value, shown) &&
        says(row, words, shown);
      row.body.hidden = !fits;
      if (row.body.dataset.open && !shown.has(row.body.dataset.open)) close(row.body);
      count += fits ? 1 : 0;
    }
    matrix.dataset.relation = relation.value;
    result.textContent = `${count} / ${rows.length}`;
    nothing.hidden = count > 0;
  };

  search.addEventListener("input", apply);
  for (const control of [topic, relation, ...boxes]) control.addEventListener("change", apply);
  one("#reset").addEventListener("click", () => {
    search.value = topic.value = relation.value = "";
    for (const box of boxes) box.checked = true;
    apply();
  });
  one(".filters").hidden = false;
  apply();
  follow();

  // ------------------------------------------------------------ paper

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
});
