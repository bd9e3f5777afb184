// SPDX-License-Identifier: MIT OR GPL-2.0-only
"use strict";
// Opens one page after the other in a frame, and keeps what each tells.
{
  const pages = JSON.parse(document.getElementById("pages").textContent);
  const frame = document.querySelector("iframe");
  let at = 0;
  const next = () => {
    if (at < pages.length) frame.src = pages[at];
    else document.documentElement.dataset.done = "true";
  };
  addEventListener("message", (event) => {
    const told = document.createElement("pre");
    told.dataset.page = pages[at];
    told.textContent = event.data;
    document.body.append(told);
    at += 1;
    // A page of which only the fragment differs would not be loaded again.
    frame.addEventListener("load", next, { once: true });
    frame.src = "about:blank";
  });
  next();
}
