// Saves a form with data-autosave="URL" by itself while somebody types. Without this file there is its button.
const PAUSE = 2000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.revision = form.elements.revision;
    this.marks = form.querySelectorAll("[data-saved], [data-saved-too]");
    this.changed = false;
    this.saving = null;
    form.addEventListener("input", () => this.note());
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
  }

  note() {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // Two saves at once would each hold the other's revision for somebody else's.
  save() {
    if (this.saving) return this.note();
    this.changed = false;
    this.saving = this.saveOnce().finally(() => { this.saving = null; });
    return this.saving;
  }

  async saveOnce() {
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        credentials: "same-origin",
        // A redirect leads to the sign-in page: nothing was saved.
        redirect: "manual",
        signal: AbortSignal.timeout(15000),
      });
      const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (answer.status !== 200) throw new Error(said.problem || "The service did not take it.");
      this.revision.value = said.revision;
      // A page that is loaded again shows what was saved.
      window.history.replaceState(null, "", this.form.dataset.autosave.replace("/autosave", "/edit"));
      this.say(`Saved at ${said.saved_at}.`);
    } catch (error) {
      this.say(`Not saved. ${error.message} What you typed is still here.`);
    }
  }

  beforeSubmit(event) {
    clearTimeout(this.timer);
    if (!this.saving) return;
    event.preventDefault();
    const { submitter } = event;
    this.saving.then(() => this.form.requestSubmit(submitter));
  }

  // A screen reader speaks each change, so the same words are not written twice.
  say(words) {
    this.marks.forEach((mark) => { if (mark.textContent !== words) mark.textContent = words; });
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
