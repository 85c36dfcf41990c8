// There is no index yet: look for one every two seconds, and go on when it is there.

const EVERY = 2000;

async function look() {
  try {
    const response = await fetch("/ready", { cache: "no-store" });
    if (response.ok) {
      location.reload();
      return;
    }
  } catch {
    // The service may be starting anew: look again.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
