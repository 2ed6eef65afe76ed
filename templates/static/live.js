// Keeps every element with data-live="URL" fresh. Without this file the page is as true as its last load.
const LONGEST_WAIT = 5000;
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
const exactClock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", timeStyle: "medium" });

class LiveRegion {
  constructor(element) {
    this.element = element;
    this.findMark();
    this.every = 1000 * (Number(element.dataset.liveSeconds) || 1);
    this.wait = this.every;
    this.freshAt = new Date();
    this.etag = null;
    this.timer = null;
    document.addEventListener("visibilitychange", () => this.schedule(0));
    this.schedule(this.every);
  }

  // A mark that stands within the region is a new one after each change.
  findMark() {
    this.mark = markOf(this.element);
    this.time = this.mark.querySelector("[data-live-time]");
    this.problem = this.mark.querySelector("[data-live-problem]");
  }

  schedule(wait) {
    clearTimeout(this.timer);
    if (!document.hidden && this.element.isConnected) {
      this.timer = setTimeout(() => this.refresh(), wait);
    }
  }

  async refresh() {
    if (this.busy) return;
    this.busy = true;
    try {
      if (await this.fetchOnce()) this.sayFresh();
      this.wait = this.every;
    } catch {
      this.sayLate();
      this.wait = Math.min(Math.max(this.wait * 2, 1000), LONGEST_WAIT);
    } finally {
      this.busy = false;
      this.schedule(this.wait);
    }
  }

  // True when what stands in the region is what the server says now.
  async fetchOnce() {
    const answer = await fetch(this.element.dataset.live, {
      cache: "no-store",
      credentials: "same-origin",
      // A redirect leads to the sign-in page, which must not stand in the region.
      redirect: "manual",
      headers: this.etag ? { "If-None-Match": this.etag } : {},
      signal: AbortSignal.timeout(10000),
    });
    if (answer.status === 304) return true;
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    const html = await answer.text();
    if (isTypingIn(this.element)) return false;
    replaceKeepingPlace(this.element, html);
    this.findMark();
    this.etag = answer.headers.get("ETag");
    return true;
  }

  sayFresh() {
    this.freshAt = new Date();
    this.mark.classList.add("c-live--on");
    this.mark.classList.remove("c-live--late");
    this.time.textContent = `True as of ${exactClock.format(this.freshAt)}.`;
    if (this.problem.textContent) this.problem.textContent = "";
  }

  sayLate() {
    const words = `Not up to date since ${clock.format(this.freshAt)}, reconnecting`;
    this.mark.classList.remove("c-live--on");
    this.mark.classList.add("c-live--late");
    this.time.textContent = "";
    // A screen reader speaks each change, so the same words are not written twice.
    if (this.problem.textContent !== words) this.problem.textContent = words;
  }
}

function markOf(element) {
  const found = element.id && document.querySelector(`[data-live-mark="${CSS.escape(element.id)}"]`);
  if (found) return found;
  const mark = document.createElement("p");
  mark.className = "c-live";
  mark.innerHTML = '<span data-live-time></span> <strong role="status" data-live-problem></strong>';
  element.before(mark);
  return mark;
}

// What somebody is typing is worth more than a fresh number.
function isTypingIn(element) {
  const active = document.activeElement;
  return element.contains(active) && active.matches("input, select, textarea");
}

function replaceKeepingPlace(element, html) {
  const focused = element.contains(document.activeElement) ? addressOf(element, document.activeElement) : null;
  const open = [...element.querySelectorAll("details[open]")].map((details) => addressOf(element, details));
  const { scrollLeft, scrollTop } = element;
  element.innerHTML = html;
  open.forEach((address) => found(element, address)?.setAttribute("open", ""));
  if (focused) found(element, focused)?.focus({ preventScroll: true });
  element.scrollLeft = scrollLeft;
  element.scrollTop = scrollTop;
}

// How to find the same thing again: by id, by where it leads, or by its place among its kind.
function addressOf(root, node) {
  const kind = node.tagName.toLowerCase();
  if (node.id) return { selector: `#${CSS.escape(node.id)}`, place: 0 };
  const href = node.getAttribute("href");
  const selector = href ? `${kind}[href="${CSS.escape(href)}"]` : kind;
  return { selector, place: [...root.querySelectorAll(selector)].indexOf(node) };
}

function found(root, address) {
  return root.querySelectorAll(address.selector)[address.place];
}

document.querySelectorAll("[data-live]").forEach((element) => new LiveRegion(element));
