// Pieces of pages made by the server. Document text is put on the page only this way: the
// server has escaped it, and what DOMParser makes of it runs no script.

export class Failure extends Error {
  constructor(message, remedy) {
    super(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
    this.remedy = remedy;
  }
}

// Returns the one element that the server sends for `address`. Throws Failure, or the
// browser's AbortError.
export async function fetchFragment(address, options = {}) {
  let response;
  let text;
  try {
    response = await fetch(address, options);
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(
      "Muscat cannot be reached",
      "See whether muscat serve is still running, then try again.",
    );
  }
  if (!response.ok) throw failureIn(text, response.status);
  return document.adoptNode(
    new DOMParser().parseFromString(text, "text/html").body.firstElementChild,
  );
}

function failureIn(text, status) {
  try {
    const { message, remedy } = JSON.parse(text).error;
    return new Failure(message, remedy);
  } catch {
    return new Failure(`Muscat sent an error (${status})`, "Try again in a few seconds.");
  }
}
