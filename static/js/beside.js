/** The change against last year's month, in per cent, while registers or amounts are typed. */

function typed(field) {
  const text = (field?.value ?? "").normalize("NFKC").replace(/[,\s]/g, "");
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function shown(before, after) {
  if (!before || after === null) return "–";
  const change = Math.round(((after - before) * 1000) / before) / 10;
  return change === 0 ? "0 %" : `${change > 0 ? "+" : ""}${change.toLocaleString("en", { minimumFractionDigits: 1 })} %`;
}

function recount(table) {
  const isRegister = table.dataset.beside === "register";
  let start = typed(document.getElementById("id_opening"));
  if (table.dataset.start) start = Number(table.dataset.start);
  for (const row of table.querySelectorAll("tbody tr")) {
    const end = typed(row.querySelector("input[name$='-closing']"));
    const output = row.querySelector("output");
    const from = isRegister ? start : 0;
    const amount = end === null || from === null || end < from ? null : end - from;
    if (output) output.textContent = shown(Number(output.dataset.lastYear), amount);
    start = end;
  }
}

/** Keep the changes of every table of months up to date. */
export function showChanges() {
  for (const table of document.querySelectorAll("[data-beside]")) {
    recount(table);
    table.closest("form").addEventListener("input", () => recount(table));
  }
}
