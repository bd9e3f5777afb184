// SPDX-License-Identifier: MIT OR GPL-2.0-only
"use strict";
(() => {
  const table = document.getElementById("matrix");
  const form = document.getElementById("filter");
  if (!table || !form) return;
  const root = document.documentElement;
  const kernels = [...table.querySelectorAll("th.kernel")];
  const spans = [...table.querySelectorAll("[data-first]")];
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const { from, to } = form.elements;

  const number = (release) => {
    const [major, minor] = release.split(".").map(Number);
    return major * 1000 + minor;
  };

  // Hides the columns outside, and makes every cell as wide as what is left below it.
  const apply = () => {
    const [low, high] = [from.value, to.value].map(number).sort((one, other) => one - other);
    const left = boxes.filter((box) => !box.checked).map((box) => box.value);
    const before = [0];
    const shown = [];
    kernels.forEach((kernel, at) => {
      const release = number(kernel.dataset.release);
      const kinds = [kernel.dataset.family, ...(kernel.dataset.kinds ?? "").split(" ")];
      kernel.hidden = release < low || release > high || kinds.some((kind) => left.includes(kind));
      if (!kernel.hidden) shown.push(at);
      before.push(shown.length);
    });
    // A section begins where the kernel shown before is of another one.
    const section = (at) => kernels[at].dataset.section;
    const begins = shown.filter((at, place) => place > 0 && section(shown[place - 1]) !== section(at));
    for (const at of shown) kernels[at].classList.toggle("edge", begins.includes(at));
    for (const cell of spans) {
      const first = Number(cell.dataset.first);
      const count = before[first + Number(cell.dataset.count)] - before[first];
      cell.hidden = count === 0;
      cell.colSpan = Math.max(count, 1);
      cell.classList.toggle("narrow", count < (cell.matches(".whole") ? 5 : 3));
      cell.classList.toggle("edge", begins.includes(shown[before[first]]));
    }
    form.querySelector("output").value = `${shown.length} of ${kernels.length} columns`;
  };

  // `#from=5.4&to=6.12&hide=vendor,arm64`, so that a filter can be sent to somebody.
  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const select of [from, to]) {
      const value = wanted.get(select.name);
      if ([...select.options].some((option) => option.value === value)) select.value = value;
    }
    const hidden = (wanted.get("hide") ?? "").split(",");
    for (const box of boxes) if (hidden.includes(box.value)) box.checked = false;
    apply();
  };
  const write = () => {
    const hidden = boxes.filter((box) => !box.checked).map((box) => box.value);
    const wanted = [`from=${from.value}`, `to=${to.value}`];
    if (hidden.length) wanted.push(`hide=${hidden.join(",")}`);
    history.replaceState(null, "", `#${wanted.join("&")}`);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); write(); });
  form.addEventListener("reset", () => setTimeout(() => { apply(); write(); }));
  addEventListener("hashchange", () => { if (/(from|to|hide)=/.test(location.hash)) read(); });
  form.hidden = false;
  read();
  root.style.setProperty("--names", `${table.querySelector(".corner").offsetWidth}px`);
  root.style.setProperty("--head-height", `${table.tHead.offsetHeight}px`);

  // The tooltips: beside the cell, and no second one by the browser. A page of many has the lines of all cells in one place.
  const lines = JSON.parse(document.getElementById("lines")?.textContent ?? "[]");
  for (const cell of table.querySelectorAll("[title], [data-lines]")) {
    const tip = cell.title || cell.dataset.lines.split(" ").map((line) => lines[line]).join("\n");
    cell.dataset.tip = tip;
    cell.setAttribute("aria-description", tip);
    cell.removeAttribute("title");
  }
  const place = (cell, x) => {
    const box = cell.getBoundingClientRect();
    const left = Math.min(Math.max(x ?? box.left, 8), innerWidth - 8);
    const toRight = left < innerWidth / 2;
    const below = box.bottom < innerHeight * 0.6;
    const set = (name, length) => root.style.setProperty(`--tip-${name}`, length === null ? "auto" : `${length}px`);
    set("left", toRight ? left : null);
    set("right", toRight ? null : innerWidth - left);
    set("room", (toRight ? innerWidth - left : left) - 16);
    set("top", below ? box.bottom + 6 : null);
    set("bottom", below ? null : innerHeight - box.top + 6);
  };
  const described = (event) => event.target.closest("[data-tip]");
  table.addEventListener("pointerover", (event) => {
    const cell = described(event);
    if (cell) place(cell, event.clientX);
  });
  table.addEventListener("focusin", (event) => {
    const cell = described(event);
    if (cell) place(cell);
  });

  // One stop for the Tab key; the arrows go from cell to cell.
  const cells = [...table.querySelectorAll("td[tabindex]")];
  cells.forEach((cell, at) => { cell.tabIndex = at === 0 ? 0 : -1; });
  const near = (cell, key) => {
    const shown = cells.filter((other) => !other.hidden);
    const row = (other) => other.parentElement.rowIndex;
    const first = (other) => Number(other.dataset.first);
    const along = shown.filter((other) => row(other) === row(cell));
    const across = shown.filter((other) => first(other) === first(cell));
    switch (key) {
      case "ArrowRight": return along.find((other) => first(other) > first(cell));
      case "ArrowLeft": return along.findLast((other) => first(other) < first(cell));
      case "ArrowDown": return across.find((other) => row(other) > row(cell));
      case "ArrowUp": return across.findLast((other) => row(other) < row(cell));
      case "Home": return along[0];
      case "End": return along[along.length - 1];
      default: return undefined;
    }
  };
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[tabindex]");
    const next = cell && near(cell, event.key);
    if (!next) return;
    event.preventDefault();
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
})();
