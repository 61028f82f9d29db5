// A form that patches an object: tried first, with what it would change, who would gain or lose which fields, and what it conflicts with.

import { exact, inWorld, objectPath, request, warnings, words } from "./api.js";
import { button, cut, el, fill, shown, shownLines } from "./dom.js";
import { DiffView } from "./diff.js";
import { field } from "./dialogs.js";
import { ownersChanged, ownersList } from "./fields.js";
import { beginning, TYPES, withVersion } from "./patches.js";
import { yaml } from "./yaml.js";

export class PatchTab {
  constructor(subject) {
    this.subject = subject;
    this.diff = new DiffView("What the patch changes");
    this.result = el("div", { class: "patch-result", test: "patch-result", role: "region", "aria-label": "What came of it" }, el("p", { class: "nothing" }, "“Try” asks the server what the patch would do, and changes nothing."));
    this.node = el("div", { class: "patch" }, this.#form(), this.result);
    this.#begin();
  }

  #form() {
    this.type = el("select", { test: "patch-type", on: { change: () => this.#typed() } }, Object.entries(TYPES).map(([type, { title }]) => el("option", { value: type }, title)));
    this.part = el("select", { test: "patch-part", on: { change: () => this.#stale() } }, el("option", { value: "" }, "the object"), this.subject.kind.parts.map((part) => el("option", { value: part }, part)));
    this.manager = el("input", { type: "text", value: "coracle-ui", maxlength: 128, autocomplete: "off", spellcheck: "false", test: "patch-manager", on: { input: () => this.#stale() } });
    this.force = el("input", { type: "checkbox", test: "patch-force", on: { change: () => this.#stale() } });
    this.validation = el("select", { test: "patch-validation", on: { change: () => this.#stale() } }, ["Strict", "Warn", "Ignore"].map((value) => el("option", { value }, value)));
    this.body = el("textarea", { class: "code", rows: 14, readonly: true, spellcheck: "false", test: "patch-body", on: { input: () => this.#stale() } });
    this.try = el("button", { type: "submit", class: "main", test: "patch-try" }, "Try");
    this.apply = button("Apply for real", () => this.#apply(), { class: "danger", disabled: true, test: "patch-apply" });
    this.about = el("p", { class: "muted", test: "patch-about" });
    this.forced = el("label", { class: "check" }, this.force, "Force: take fields that others own");
    const form = el(
      "form",
      { class: "patch-form", test: "patch-form" },
      el("div", { class: "fields-row" }, field("Type", this.type), this.subject.kind.parts.length > 0 ? field("Of", this.part) : null, field("Field manager", this.manager), field("Field validation", this.validation)),
      this.forced,
      this.about,
      field("Body", this.body),
      el("div", { class: "buttons" }, this.try, this.apply),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#try();
    });
    return form;
  }

  // The object is looked at once, for what a body begins with; nobody writes one before that.
  async #begin() {
    this.#typed();
    try {
      this.first = await this.#object();
      if (!this.closed) this.#suggest();
    } catch (error) {
      if (!this.closed) this.#problem(error);
    }
    this.body.readOnly = false;
  }

  #typed() {
    const type = this.type.value;
    this.forced.hidden = type !== "apply";
    const unserved = type === "strategic" && this.subject.kind.custom;
    fill(this.about, unserved ? "Custom resources have no strategic merge: the server answers 415. Use a merge patch or an apply." : TYPES[type].about);
    this.#stale();
    if (this.first) this.#suggest();
  }

  // A sensible body to begin with, unless somebody has written one.
  #suggest() {
    if (!this.body.value || this.body.value === this.begun) this.begun = this.body.value = beginning(this.type.value, this.subject.kind, this.first);
  }

  // Large numbers are compared, too, and so they are read as they are written.
  async #object(part) {
    const { world, kind, namespace, name } = this.subject;
    return exact(await (await request(inWorld(world, objectPath(kind, namespace, name, part)))).text());
  }

  // The object before a patch; where what is patched is a part of another kind, such as scale, that part as well. Not every part can be read.
  async #before({ part }) {
    const read = part ? this.#object(part).catch((error) => ([404, 405].includes(error.code) ? null : Promise.reject(error))) : null;
    const [object, before] = await Promise.all([this.#object(), read]);
    return { version: object.metadata.resourceVersion, states: [object, before].filter(Boolean) };
  }

  #stale() {
    this.edits = (this.edits ?? 0) + 1;
    this.tried = null;
    this.apply.disabled = true;
  }

  #asked() {
    return { type: this.type.value, part: this.part.value, manager: this.manager.value.trim(), force: this.type.value === "apply" && this.force.checked, validation: this.validation.value, body: this.body.value };
  }

  async #send(asked, body, dryRun) {
    const { world, kind, namespace, name } = this.subject;
    const parameters = { dryRun: dryRun ? "All" : undefined, fieldManager: asked.manager, fieldValidation: asked.validation, force: asked.force ? "true" : undefined };
    const answer = await request(inWorld(world, objectPath(kind, namespace, name, asked.part), parameters), { method: "PATCH", body, type: TYPES[asked.type].media });
    return { object: exact(await answer.text()), warnings: warnings(answer) };
  }

  async #try() {
    const asked = this.#asked();
    this.#stale();
    const { edits } = this;
    this.try.disabled = true;
    fill(this.result, el("p", { class: "nothing" }, "Asking…"));
    try {
      const { version, states } = await this.#before(asked);
      const { object, warnings: said } = await this.#send(asked, asked.body, true);
      if (this.closed) return;
      const hindrance = edits === this.edits ? this.#offer(asked, version) : "The form has changed since: try again before you apply.";
      this.#shows(states, object, said, `Tried on revision ${version}. Nothing was changed.`, hindrance);
    } catch (error) {
      if (!this.closed) this.#problem(error);
    }
    this.try.disabled = false;
  }

  // "Apply for real" sends the same for the version that was looked at, and is refused where that is no longer what is there. Gives back why it
  // cannot be offered, where that is so.
  #offer(asked, version) {
    try {
      this.tried = { asked, body: withVersion(asked.type, asked.body, version), version };
      this.apply.disabled = false;
      return null;
    } catch (error) {
      return `It cannot be applied from here: ${words(error)}`;
    }
  }

  async #apply() {
    const { asked, body, version } = this.tried;
    this.#stale();
    try {
      const { states } = await this.#before(asked);
      const { object, warnings: said } = await this.#send(asked, body, false);
      if (this.closed) return;
      const same = object.metadata.resourceVersion === version;
      this.#shows(states, object, said, same ? "Applied: there was nothing to change." : `Applied: it is revision ${object.metadata.resourceVersion} now.`);
    } catch (error) {
      if (!this.closed) this.#problem(error);
    }
  }

  #shows(states, object, said, text, hindrance = null) {
    const before = states.find((state) => state.kind === object.kind);
    const place = el("div", { class: "patch-diff" });
    fill(
      this.result,
      el("p", { class: "good", role: "status", test: "patch-said" }, text),
      hindrance ? el("p", { class: "warning", test: "patch-hindrance" }, shown(hindrance)) : null,
      said.map((warning) => el("p", { class: "warning", test: "patch-warning" }, "Warning: ", shown(cut(warning)))),
      before === states[0] ? this.#owners(before, object) : el("p", { class: "muted", test: "patch-owners" }, shown(`The answer is a ${object.kind}, which does not tell who owns what.`)),
      el("h2", {}, before ? "What changes" : shown(`The answer, ${object.kind}`)),
      place,
    );
    fill(place, this.diff.node);
    this.diff.show(before ? yaml(bare(before)) : "", yaml(bare(object)));
  }

  #owners(before, object) {
    const changed = ownersChanged(before, object);
    if (changed.length === 0) return el("p", { class: "muted", test: "patch-owners" }, "Nobody gains or loses a field.");
    return el("div", { test: "patch-owners" }, el("h2", {}, "Who gains and who loses"), ownersList(changed));
  }

  #problem(error) {
    const causes = error.status?.details?.causes ?? [];
    const conflicts = causes.filter((cause) => cause.reason === "FieldManagerConflict");
    const others = causes.filter((cause) => cause.reason !== "FieldManagerConflict");
    fill(
      this.result,
      el("p", { class: "problem", role: "alert", test: "patch-problem" }, error.code ? `${error.code} ${error.status?.reason ?? ""}: ` : "", shownLines(cut(words(error), 2_000))),
      conflicts.length > 0 ? [el("h2", {}, "Conflicts"), el("ul", { class: "conflicts", test: "patch-conflicts" }, conflicts.map((cause) => el("li", { "data-field": cause.field, test: "patch-conflict" }, el("code", {}, shown(cut(cause.field ?? ""))), " ", shown(cut(cause.message ?? "")))))] : null,
      others.length > 0 ? el("ul", {}, others.map((cause) => el("li", {}, cause.field ? [el("code", {}, shown(cut(cause.field))), " "] : null, shown(cut(cause.message ?? ""))))) : null,
      conflicts.length > 0 ? el("p", { class: "muted" }, "Leave these fields out, take the values that they have, or force.") : null,
    );
  }

  close() {
    this.closed = true;
    this.diff.close();
  }
}

// What is compared elsewhere, or is another one with every change.
function bare(object) {
  const { managedFields, resourceVersion, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}
