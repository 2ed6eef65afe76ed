// Shows questions asked before that are near to the one being typed. Without this file they are shown
// after the question was sent.
const PAUSE = 600;
const SHORTEST = 12;
const LONGEST = 500;

function offerSimilar(box) {
  const region = document.getElementById("similar");
  let timer = null;
  let shown = "";

  async function refresh() {
    // Digits could be a patient's number, and an address ends up in logs.
    const text = box.value.replace(/\d/g, "").slice(0, LONGEST).trim();
    const html = text.length < SHORTEST ? "" : await fetchNear(box.dataset.similar, text);
    // A screen reader speaks each change, so the same is not written twice.
    if (html !== null && html !== shown) {
      region.innerHTML = html;
      shown = html;
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
}

async function fetchNear(href, text) {
  try {
    const answer = await fetch(`${href}?q=${encodeURIComponent(text)}`, {
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(5000),
    });
    return answer.status === 200 ? (await answer.text()).trim() : null;
  } catch {
    return null;
  }
}

document.querySelectorAll("textarea[data-similar]").forEach(offerSimilar);
