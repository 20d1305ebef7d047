/** Forms marked data-guarded submit once, and warn when an edit would be lost. */

/** After this long without an answer the button works again; the server refuses a true repetition. */
const PATIENCE = 30_000;

const guarded = new WeakSet();
const edited = new Set();

export function guardForms(root) {
  for (const form of root.querySelectorAll("form[data-guarded]")) {
    if (guarded.has(form)) continue;
    guarded.add(form);
    form.addEventListener("input", () => edited.add(form));
    form.addEventListener("submit", (event) => submitOnce(form, event));
    if (form.querySelector("[aria-invalid=true]")) edited.add(form);
  }
}

/** A box marked data-ticks ticks all boxes of that name in its form, or none. */
export function tickAll(root) {
  for (const box of root.querySelectorAll("input[data-ticks]")) {
    box.parentElement.hidden = false;
    box.addEventListener("change", () => {
      for (const one of box.form.querySelectorAll(`input[name="${box.dataset.ticks}"]`)) one.checked = box.checked;
    });
  }
}

/**
 * A field marked data-only-with="purpose=SCOPE3" shows while `purpose` of its form has that value.
 *
 * Before anything is chosen it is hidden; one with an error stays in sight. Without scripts all are there.
 */
export function showWhatApplies(root) {
  for (const form of root.querySelectorAll("form")) {
    const dependent = form.querySelectorAll("[data-only-with]");
    if (!dependent.length) continue;
    const show = () => {
      for (const field of dependent) {
        const [name, value] = field.dataset.onlyWith.split("=");
        const group = field.closest(".field");
        group.hidden = new FormData(form).get(name) !== value && !group.classList.contains("is-error");
      }
    };
    form.addEventListener("change", show);
    show();
  }
}

/** Say that nothing of a form would be lost any more. */
export function forget(form) {
  edited.delete(form);
}

function submitOnce(form, event) {
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  edited.delete(form);
  const button = event.submitter;
  if (!button) return;
  button.dataset.words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = document.body.dataset.sending;
  setTimeout(allowAgain, PATIENCE);
}

function allowAgain() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    const button = form.querySelector("[aria-disabled=true]");
    if (!button) continue;
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.words;
  }
}

window.addEventListener("pageshow", (event) => event.persisted && allowAgain());
window.addEventListener("beforeunload", (event) => {
  for (const form of edited) {
    if (document.contains(form)) event.preventDefault();
  }
});
