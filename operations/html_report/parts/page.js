
"use strict";
(() => {
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const one = (id) => document.getElementById(id);
  const root = document.documentElement;
  one("tools").hidden = false;

  const themes = ["system", "dark", "light"];
  one("theme").addEventListener("click", (event) => {
    const next = themes[(themes.indexOf(root.dataset.theme || "system") + 1) % themes.length];
    if (next === "system") { delete root.dataset.theme; } else { root.dataset.theme = next; }
    event.currentTarget.textContent = "Colours: " + next;
  });

  const groups = all("details.group");
  one("open").addEventListener("click", (event) => {
    const opening = groups.some((group) => !group.open);
    groups.forEach((group) => { group.open = opening; });
    event.currentTarget.textContent = opening ? "Collapse all" : "Expand all";
  });

  const reveal = () => {
    const target = location.hash.length > 1 && one(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    for (let part = target; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") { part.open = true; }
    }
    target.scrollIntoView();
    if (target.tagName === "DETAILS") { target.querySelector("summary").focus({ preventScroll: true }); }
  };
  addEventListener("hashchange", reveal);
  all("a[href^='#']").forEach((link) => link.addEventListener("click", () => {
    if (link.getAttribute("href") === location.hash) { reveal(); }
  }));
  reveal();

  const rows = all("tr.f");
  const texts = new Map();
  const before = new Map();
  const text = (row) => {
    if (!texts.has(row)) { texts.set(row, row.textContent.toLowerCase()); }
    return texts.get(row);
  };
  const filter = (asked) => {
    const wanted = asked.trim().toLowerCase();
    if (wanted && !before.size) { groups.forEach((group) => before.set(group, group.open)); }
    let matching = 0;
    const holding = new Set();
    rows.forEach((row) => {
      const matches = !wanted || text(row).includes(wanted);
      row.hidden = !matches;
      if (!matches || !wanted) { return; }
      matching += 1;
      for (let part = row.parentElement; part; part = part.parentElement) {
        if (part.tagName === "DETAILS") { holding.add(part); }
      }
    });
    groups.forEach((group) => {
      const empty = wanted && group.querySelector("tr.f") && !holding.has(group);
      group.hidden = Boolean(empty);
      if (wanted) { group.open = holding.has(group); }
      else if (before.size) { group.open = before.get(group); }
    });
    if (!wanted) { before.clear(); }
    one("matches").textContent = wanted ? matching + (matching === 1 ? " row" : " rows") : "";
  };
  let waiting = 0;
  one("filter").addEventListener("input", (event) => {
    const asked = event.currentTarget.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => filter(asked), 120);
  });
  one("filter").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.currentTarget.value = ""; filter(""); }
  });

  let shut = [];
  addEventListener("beforeprint", () => {
    shut = all("details.keep").filter((group) => !group.open);
    shut.forEach((group) => { group.open = true; });
  });
  addEventListener("afterprint", () => { shut.forEach((group) => { group.open = false; }); });
})();
