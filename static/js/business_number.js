/** Says beside a business registration number, as it is typed, whether its check digit is right. */

const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5];

export function isValid(digits) {
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  const checked = sum + Math.floor((Number(digits[8]) * 5) / 10);
  return (10 - (checked % 10)) % 10 === Number(digits[9]);
}

export function checkBusinessNumbers(root) {
  for (const input of root.querySelectorAll("input[data-business-number]")) {
    const answer = document.getElementById(`${input.id}_check`);
    if (!answer || input.dataset.watched) continue;
    input.dataset.watched = "yes";
    input.addEventListener("input", () => show(input, answer));
    input.addEventListener("blur", () => hyphenate(input));
    show(input, answer);
  }
}

function digitsOf(input) {
  return input.value.normalize("NFKC").replace(/[\s.–—-]/g, "");
}

function show(input, answer) {
  const digits = digitsOf(input);
  const complete = digits.length >= 10;
  const good = complete && isValid(digits);
  answer.textContent = complete ? answer.dataset[good ? "good" : "bad"] : "";
  answer.classList.toggle("is-good", good);
  answer.classList.toggle("is-bad", complete && !good);
}

function hyphenate(input) {
  const digits = digitsOf(input);
  if (/^\d{10}$/.test(digits)) input.value = `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`;
}
