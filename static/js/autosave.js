/**
 * Forms marked data-autosave send each field as it is left, and say beside it what became of it.
 *
 * One field after the other, so that each carries the version that the one before brought back. A field that
 * did not reach the server is sent again; what the server refused is kept there and shown with its reason.
 */

import { forget } from "./forms.js";

/** After this long a field that did not reach the server is tried again. */
const AGAIN = 5_000;

const watched = new WeakSet();

/** Words that wait while a button is pressed: a line that appears then would move the button from below it. */
const later = new Map();
let isPressed = false;
document.addEventListener("pointerdown", () => (isPressed = true), { capture: true });
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(sayLater), { capture: true });
}

export function autosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (watched.has(form)) continue;
    watched.add(form);
    watch(form);
  }
}

function watch(form) {
  const waiting = new Set();
  let isSending = false;
  let submitter;
  for (const field of form.elements) if (isTyped(field)) stateOf(field);

  form.addEventListener("change", (event) => {
    if (!isTyped(event.target)) return;
    waiting.add(event.target.name);
    send();
  });
  window.addEventListener("online", send);
  // The whole form goes after the field that is on its way, or it would carry the version before that one.
  form.addEventListener("submit", holdBack, { capture: true });

  function holdBack(event) {
    if (!isSending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    submitter = event.submitter;
    form.dataset.held = "yes";
  }

  async function send() {
    if (isSending || form.dataset.sent) return;
    isSending = true;
    while (waiting.size && !form.dataset.sent && !form.dataset.held) {
      const [name] = waiting;
      waiting.delete(name);
      if (!(await saved(form, name))) {
        waiting.add(name);
        setTimeout(send, AGAIN);
        break;
      }
    }
    isSending = false;
    if (form.dataset.held) {
      delete form.dataset.held;
      form.requestSubmit(submitter);
      return;
    }
    if (!waiting.size && !form.querySelector(".save-state.is-refused")) forget(form);
  }
}

function isTyped(field) {
  return Boolean(field.name) && field.type !== "hidden" && field.tagName !== "BUTTON";
}

/** Send one field; say whether the server has answered, whatever it answered. */
async function saved(form, name) {
  const field = fieldOf(form, name);
  say(field, form.dataset.saving, "");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: contents(form, name),
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      credentials: "same-origin",
    });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      say(field, form.dataset.refused, "is-refused");
      return true;
    }
    const told = await answer.json();
    if (told.version) form.elements.version.value = told.version;
    for (const other of told.saved ?? []) say(fieldOf(form, other), told.text, "is-saved");
    if (!told.saved?.includes(name)) say(field, told.text, answer.ok ? "is-saved" : "is-refused");
    return true;
  } catch {
    say(field, form.dataset.offline, "is-refused");
    return false;
  }
}

/** The whole form as typed, so that fields that hang together can be checked together; of files only this one. */
function contents(form, name) {
  const sent = new FormData(form);
  for (const [key, value] of [...sent]) if (value instanceof File && key !== name) sent.delete(key);
  sent.set("autosave", name);
  return sent;
}

function fieldOf(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof RadioNodeList ? found[found.length - 1] : found;
}

function stateOf(field) {
  const group = field.closest(".field") ?? field.parentElement;
  const known = group.querySelector(":scope > .save-state");
  if (known) return known;
  const state = document.createElement("p");
  state.className = "save-state";
  state.setAttribute("aria-live", "polite");
  group.append(state);
  return state;
}

function say(field, text, tone) {
  if (!field) return;
  const state = stateOf(field);
  if (isPressed) later.set(state, [text, tone]);
  else show(state, text, tone);
}

/** The click has come by now: say what waited for it. */
function sayLater() {
  isPressed = false;
  for (const [state, [text, tone]] of later) show(state, text, tone);
  later.clear();
}

function show(state, text, tone) {
  state.className = `save-state ${tone}`.trim();
  state.textContent = text;
}
