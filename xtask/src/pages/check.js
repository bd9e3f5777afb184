// SPDX-License-Identifier: MIT OR GPL-2.0-only
"use strict";
// Scrolls, takes the focus, presses a key, and writes what it saw into the root element.
{
  const root = document.documentElement;
  const table = document.getElementById("matrix");
  const box = table.closest(".box");
  const see = (word, found) => root.setAttribute(`data-${word}`, String(found));
  const near = (one, other) => Math.abs(one - other) < 2;

  const cells = [...table.querySelectorAll("td[tabindex]")].filter((cell) => !cell.hidden);
  const shown = [...table.querySelectorAll("th.kernel")].filter((kernel) => !kernel.hidden).length;
  const width = (cells) => cells.filter((cell) => !cell.hidden).reduce((sum, cell) => sum + cell.colSpan, 0);
  const rows = [...table.tBodies[0].rows];
  const whole = width([...table.querySelectorAll("td.whole")]);
  const lines = rows.map((row, at) => width([...row.querySelectorAll("td")]) + (at > 0 ? whole : 0));
  const heads = [...table.querySelectorAll("th.family, th.layout")];
  see("bars", lines.every((line) => line === shown) && width(heads) === 2 * shown);

  const member = cells.find((cell) => cell.matches(".member"));
  member.focus();
  const tip = getComputedStyle(member, "::after");
  see("tip", tip.content.includes(";") && tip.position === "fixed" && tip.display !== "none");
  member.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  const next = document.activeElement;
  const rowOf = (cell) => cell.parentElement.rowIndex;
  const below = cells.filter((cell) => cell.dataset.first === member.dataset.first && rowOf(cell) > rowOf(member));
  see("arrows", next === (below[0] ?? member));
  next.blur();

  see("form", document.getElementById("filter").offsetHeight > 0);

  // The box is made so small that there is something to scroll, whatever the filter leaves.
  box.style.maxWidth = `${table.rows[0].cells[0].offsetWidth + 60}px`;
  box.style.maxHeight = `${table.tHead.offsetHeight + 60}px`;
  box.scrollIntoView({ block: "start" });
  box.scrollTo(24, 24);
  const outer = box.getBoundingClientRect();
  const left = outer.left + box.clientLeft;
  const top = outer.top + box.clientTop;
  const names = rows.map((row) => row.cells[0]);
  const at = (x, y) => document.elementFromPoint(x, y);
  // A table of few lines or columns has less to scroll.
  const most = (whole, shown) => Math.min(24, whole - shown);
  see("scrolled", near(box.scrollLeft, most(box.scrollWidth, box.clientWidth)) && near(box.scrollTop, most(box.scrollHeight, box.clientHeight)));
  see("head-stays", near(table.tHead.getBoundingClientRect().top, top));
  see("head-above", Boolean(at(left + box.clientWidth - 20, top + 60)?.closest("thead")));
  see("names-stay", names.every((name) => near(name.getBoundingClientRect().left, left)));
  see("names-above", Boolean(at(left + 40, top + box.clientHeight - 20)?.closest("tbody th")));
}
