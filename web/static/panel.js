// The document beside the answer. A citation opens it; Escape or Close leads back there.

import { Failure, fetchFragment } from "./fragments.js";

const panel = document.querySelector("#panel");
const text = panel.querySelector(".panel-text");
const pageLink = panel.querySelector(".panel-page");
let opener = null;
let loading = null;

export async function openDocument(link) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const { pathname, search } = new URL(link.href);
  let content;
  try {
    content = await fetchFragment(`/fragments${pathname}${search}`, { signal });
  } catch (error) {
    if (!(error instanceof Failure)) return; // another citation was opened meanwhile
    content = failureNote(error);
  }
  opener?.removeAttribute("aria-current");
  opener = link;
  opener.setAttribute("aria-current", "true");
  pageLink.href = link.href;
  text.replaceChildren(content);
  panel.hidden = false;
  document.body.classList.add("reading");
  keepInView(link);
  showQuote();
}

export function closeDocument() {
  if (panel.hidden) return;
  loading?.abort();
  panel.hidden = true;
  document.body.classList.remove("reading");
  text.replaceChildren();
  opener?.removeAttribute("aria-current");
  const back = opener?.isConnected ? opener : document.querySelector("#question");
  back.focus({ preventScroll: true });
  keepInView(back);
  opener = null;
}

function showQuote() {
  const quote = text.querySelector("#quote");
  if (quote === null) {
    text.scrollTop = 0;
    panel.querySelector(".panel-close").focus({ preventScroll: true });
    return;
  }
  const distance = quote.getBoundingClientRect().top - text.getBoundingClientRect().top;
  text.scrollTop += distance - text.clientHeight / 3;
  quote.focus({ preventScroll: true });
}

// The layout has changed: what was activated stays in view beside or above the document.
function keepInView(element) {
  element.scrollIntoView({ block: "nearest" });
}

function failureNote(failure) {
  const note = document.createElement("div");
  note.className = "failure";
  for (const line of [failure.message, failure.remedy]) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    note.append(paragraph);
  }
  return note;
}

panel.querySelector(".panel-close").addEventListener("click", closeDocument);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeDocument();
});
