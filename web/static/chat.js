// Asking without leaving the page. The form works without this; here its answer is fetched
// as a fragment and put at the end of the conversation.

import { Failure, fetchFragment } from "./fragments.js";
import { openDocument } from "./panel.js";

const SHOW_WAITING_AFTER = 150;
const MAX_EARLIER = 10;
const MAX_ADDRESS = 8000;

const form = document.querySelector("#ask");
const field = form.querySelector("#question");
const askButton = form.querySelector(".go");
const stopButton = form.querySelector(".stop");
const conversation = document.querySelector("#conversation");
const announcement = document.querySelector("#status");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let asking = null;

async function ask(question, failedTurn = null) {
  if (asking !== null || question.trim() === "") return;
  asking = new AbortController();
  const pending = fromTemplate("#pending", question);
  failedTurn?.remove();
  conversation.append(pending);
  leaveOpening();
  field.value = "";
  reveal(pending);
  const waiting = setTimeout(() => showWaiting(pending), SHOW_WAITING_AFTER);
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("question", question);
    for (const quote of lastQuotes()) body.append("quoted", quote);
    const turn = await fetchFragment("/fragments/turn", {
      method: "POST",
      body,
      signal: asking.signal,
    });
    pending.replaceWith(turn);
    remember(question);
    reveal(turn);
    announce(turn.dataset.summary);
  } catch (error) {
    if (error instanceof Failure) {
      showFailure(pending, question, error);
    } else {
      pending.remove();
      field.value = question;
      announce("Stopped.");
    }
  } finally {
    clearTimeout(waiting);
    asking = null;
    setBusy(false);
  }
}

// What was quoted is a place to look for the answer to a question that leans on it.
function lastQuotes() {
  const quoting = [...conversation.querySelectorAll(".turn:has(blockquote)")].at(-1);
  return [...(quoting?.querySelectorAll("blockquote") ?? [])].map((quote) => quote.textContent);
}

function fromTemplate(selector, question) {
  const copy = document.querySelector(selector).content.cloneNode(true).firstElementChild;
  copy.querySelector(".asked").textContent = question;
  return copy;
}

function showWaiting(pending) {
  pending.classList.add("slow");
  setBusy(true);
  announce("Reading the documents.");
}

function showFailure(pending, question, failure) {
  const failed = fromTemplate("#failed", question);
  failed.querySelector(".failure-message").textContent = failure.message;
  failed.querySelector(".failure-remedy").textContent = failure.remedy;
  failed.querySelector(".retry").addEventListener("click", () => {
    field.focus();
    ask(question, failed);
  });
  pending.replaceWith(failed);
  reveal(failed);
  announce(`${failure.message} ${failure.remedy}`);
}

function setBusy(busy) {
  const focused = document.activeElement;
  askButton.hidden = busy;
  stopButton.hidden = !busy;
  if (focused === askButton || focused === stopButton) {
    (busy ? stopButton : askButton).focus();
  }
}

function leaveOpening() {
  document.querySelector("#opening")?.remove();
  document.querySelector("h1.opening")?.classList.replace("opening", "unseen");
  document.querySelector("main > .failure")?.remove();
  askButton.textContent = "Ask";
  field.placeholder = "Ask another question";
}

// The service keeps no conversation: what was asked travels with the form, and in the
// address, so that loading the page anew brings the conversation back.
function remember(question) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "earlier", value: question });
  form.insertBefore(input, form.querySelector("label"));
  const earlier = [...form.querySelectorAll("input[name=earlier]")];
  for (const old of earlier.slice(0, -MAX_EARLIER)) old.remove();
  const asked = earlier.slice(-MAX_EARLIER).map((one) => ["q", one.value]);
  let address = `/?${new URLSearchParams(asked)}`;
  if (address.length > MAX_ADDRESS) address = `/?${new URLSearchParams({ q: question })}`;
  history.replaceState(null, "", address);
  document.title = `${question} · Muscat`;
}

function reveal(element) {
  element.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

function announce(text) {
  announcement.textContent = text;
}

async function copy(button) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    announce("Copied.");
  } catch {
    // No permission, or an address without https: the text is shown to be copied by hand.
    const shown = document.createElement("textarea");
    shown.className = "by-hand";
    shown.readOnly = true;
    shown.value = button.dataset.copy;
    button.closest(".turn").append(shown);
    shown.select();
    announce("The text is selected; copy it with Ctrl and C.");
  }
  setTimeout(() => (button.textContent = said), 2000);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value.trim());
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
stopButton.addEventListener("click", () => asking?.abort());
document.addEventListener("click", (event) => {
  const target = event.target.closest("a[data-ask], a[data-document], button[data-copy]");
  if (target === null) return;
  if (target.matches("button")) {
    copy(target);
  } else if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    if (target.dataset.ask) ask(target.dataset.ask);
    else openDocument(target);
  }
});
document.documentElement.classList.add("scripted");
document.querySelector("#newest")?.scrollIntoView();
