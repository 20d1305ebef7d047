/** What every page does: the phone menu, forms that submit once and warn before they are left. */

import { autosave } from "./autosave.js";
import { checkBusinessNumbers } from "./business_number.js";
import { guardForms, showWhatApplies, tickAll } from "./forms.js";

function openMenu() {
  const button = document.querySelector(".menu-button");
  const menu = document.getElementById("site-menu");
  if (!button || !menu) return;
  button.hidden = false;
  menu.classList.add("is-closed");
  button.addEventListener("click", () => {
    const closed = menu.classList.toggle("is-closed");
    button.setAttribute("aria-expanded", String(!closed));
  });
}

/** "/" goes to the search, unless somebody is typing. */
function findByKey() {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

/** On a phone the tabs scroll sideways: bring the one that is open into sight. */
function showOpenTab() {
  for (const tab of document.querySelectorAll(".tabs a[aria-current]")) {
    const row = tab.closest("ul");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}

openMenu();
findByKey();
showOpenTab();
guardForms(document);
tickAll(document);
showWhatApplies(document);
autosave(document);
checkBusinessNumbers(document);
document.querySelector("[data-takes-focus]")?.focus();
document.body.addEventListener("htmx:afterSwap", (event) => {
  guardForms(event.target);
  autosave(event.target);
  checkBusinessNumbers(event.target);
});
