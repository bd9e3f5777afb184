// SPDX-License-Identifier: MIT OR GPL-2.0-only
"use strict";
// Tells the page around this one what stands here after its scripts have run: what the check saw, the kernels, the lines of
// the table; of the index, what the search found.
{
  const root = document.documentElement;
  const table = document.getElementById("matrix");
  const kernels = [...(table?.querySelectorAll("th.kernel") ?? [])].map((kernel) => {
    const { release, family, builds } = kernel.dataset;
    const one = `<th class="kernel" data-release="${release}" data-family="${family}"${kernel.hidden ? ' hidden=""' : ""}>`;
    // A column may stand for several builds.
    return one.repeat(Number(builds ?? 1));
  });
  const rows = "<tr>".repeat(table?.tBodies[0].rows.length ?? 0);
  const links = [...document.querySelectorAll("#found a")].map((link) => `<a href="${link.getAttribute("href")}">`);
  const seen = root.cloneNode(false).outerHTML;
  parent.postMessage(`${seen}${kernels.join("")}<tbody>${rows}</tbody>${links.join("")}`, "*");
}
