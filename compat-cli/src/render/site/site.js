// SPDX-License-Identifier: MIT OR GPL-2.0-only
"use strict";
(() => {
  // What is linked to may be folded away.
  const unfold = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const folded = id && document.getElementById(id)?.closest("details");
    if (folded) folded.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  const form = document.getElementById("search");
  if (!form || typeof STRUCTS === "undefined") return;
  const MOST = 100;
  const input = form.elements.q;
  const output = form.querySelector("output");
  const list = document.getElementById("found");

  // 0 is the best; none: it is not found.
  const rank = (name, word) => {
    const at = name.toLowerCase().indexOf(word);
    if (at < 0) return undefined;
    if (name.length === word.length) return 0;
    return at === 0 ? 1 : 2;
  };

  // Of several words, one may be the struct's and another the member's: `file mmap`.
  const find = (words) => {
    const found = [];
    for (const [tag, header, members] of STRUCTS) {
      const rest = words.filter((word) => rank(tag, word) === undefined);
      if (rest.length === 0) {
        found.push({ rank: Math.min(...words.map((word) => rank(tag, word))), tag, header });
      }
      const wanted = rest.length ? rest : words;
      for (const member of members) {
        const ranks = wanted.map((word) => rank(member, word));
        if (ranks.includes(undefined)) continue;
        // A struct comes before a member that fits as well.
        found.push({ rank: Math.min(...ranks) + 0.5, tag, header, member });
      }
    }
    return found.sort((one, other) => one.rank - other.rank);
  };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };
  const item = ({ tag, header, member }) => {
    const link = document.createElement("a");
    link.href = member ? `${tag}.html#member-${encodeURIComponent(member)}` : `${tag}.html`;
    link.append(element("code", member ?? tag));
    const made = document.createElement("li");
    made.append(link, member ? " of " : " ");
    if (member) made.append(element("code", tag), " ");
    made.append(element("small", header));
    return made;
  };

  const show = () => {
    const words = input.value.toLowerCase().replace(/^\s*struct\s+/, "").split(/\s+/).filter(Boolean);
    const found = words.length ? find(words) : [];
    list.replaceChildren(...found.slice(0, MOST).map(item));
    const structs = new Set(found.map(({ tag }) => tag)).size;
    const more = found.length > MOST ? `; the first ${MOST} are listed` : "";
    output.value = words.length ? `${found.length} found, in ${structs} structs${more}` : "";
  };

  // `index.html#q=mmap`, so that a search can be sent to somebody.
  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1)).get("q");
    if (wanted !== null) input.value = wanted;
    show();
  };
  input.addEventListener("input", show);
  addEventListener("hashchange", () => { if (location.hash.startsWith("#q=")) read(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });

  // `/` goes to the search, the arrows through what is found, Escape back and away.
  const typed = (target) => target.closest("input, select, textarea");
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typed(event.target)) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  form.addEventListener("keydown", (event) => {
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    const next = { ArrowDown: stops[at + 1], ArrowUp: stops[at - 1], Escape: input }[event.key];
    if (event.key === "Escape") {
      input.value = "";
      show();
    }
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  form.hidden = false;
  read();
})();
