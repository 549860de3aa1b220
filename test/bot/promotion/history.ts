import { LABEL } from "../../../bot/promotion/names";
import { plan, type Decision } from "../../../bot/promotion/plan";
import { closedText } from "../../../bot/promotion/pullText";
import type { Pull, Request, State } from "../../../bot/promotion/state";
import { MINIMAL } from "../../manifest/manifests";

interface Version {
  commit: string;
  /** Undefined while there is no release. */
  prerelease?: boolean;
  /** The newest first. */
  requests: Request[];
  /** What the manifest is on its branch. */
  branch?: { text: string; merged: boolean };
}

/** A project's releases and what people and the bot do about them, without GitHub: time goes on with each act. */
export class History {
  readonly versions = new Map<string, Version>();
  readonly pulls: Pull[] = [];
  prod: string | undefined;
  private seconds = 0;
  private commits = 0;

  private now(): string {
    return new Date(Date.UTC(2026, 0, 1) + ++this.seconds * 1000).toISOString();
  }

  private commit(): string {
    return (++this.commits).toString(16).padStart(40, "0");
  }

  private version(tag: string): Version {
    const known = this.versions.get(tag) ?? { commit: this.commit(), requests: [] };
    this.versions.set(tag, known);
    return known;
  }

  release(tag: string, prerelease: boolean): void {
    this.version(tag).prerelease = prerelease;
  }

  delete(tag: string): void {
    delete this.version(tag).prerelease;
  }

  move(tag: string): void {
    this.version(tag).commit = this.commit();
  }

  ask(tag: string, byPerson: boolean): void {
    const { requests, commit } = this.version(tag);
    const creator = byPerson ? "ada" : "github-actions[bot]";
    const [id, created] = [requests.length + 1, this.now()];
    requests.unshift({ id, sha: commit, creator, byPerson, created, status: undefined });
  }

  open(): Pull[] {
    return this.pulls.filter(({ state }) => state === "open");
  }

  decline(tag: string): void {
    for (const pull of this.open())
      if (pull.tag === tag) this.change(pull, { state: "closed", closed: this.now() });
  }

  merge(tag: string): void {
    for (const pull of this.open()) {
      if (pull.tag !== tag) continue;
      this.change(pull, { state: "merged", closed: this.now() });
      this.prod = `${tag}@${pull.pin}`;
      this.version(tag).branch!.merged = true;
    }
  }

  private get manifest() {
    const releases = this.prod === undefined ? "" : `releases:\n  prod: ${this.prod}\n`;
    return { file: "projects/churn.yaml", text: MINIMAL + releases };
  }

  state(tag: string): State {
    const { commit, prerelease, requests, branch } = this.version(tag);
    const url = `https://github.com/acme/churn/releases/tag/${tag}`;
    return {
      project: { project: "churn", repository: "acme/churn", lifecycle: "active" },
      tag,
      archived: false,
      release:
        prerelease === undefined ? undefined : { url, prerelease, author: "ada", published: this.now() },
      commit,
      evidence: { verdict: "passed", commit, url: "https://github.com/acme/churn/runs/1", pull: undefined },
      requests,
      manifest: this.manifest,
      pulls: this.pulls.filter((pull) => pull.tag === tag).reverse(),
      others: this.open().filter((pull) => pull.tag !== tag),
      branch: branch && { head: "f".repeat(40), foreign: false, ...branch },
    };
  }

  /** The bot hears of a tag, and does what it decides. */
  hear(tag: string): Decision {
    const decision = plan(this.state(tag));
    switch (decision.kind) {
      case "nothing":
        break;
      case "report":
        this.reply(tag, decision.state, decision.because);
        break;
      case "withdraw":
        this.reply(tag, "inactive", decision.because);
        for (const pull of decision.pulls) this.close(pull, decision.because, decision.back);
        break;
      case "refuse":
        this.reply(tag, "error", decision.because);
        for (const pull of decision.pulls) this.close(pull, decision.because, true);
        break;
      case "propose":
        this.propose(tag, decision);
    }
    return decision;
  }

  private propose(tag: string, { text, write, superseded }: Extract<Decision, { kind: "propose" }>): void {
    const version = this.version(tag);
    if (write) version.branch = { text, merged: false };
    if (!this.open().some((pull) => pull.tag === tag)) {
      const number = this.pulls.length + 1;
      const url = `https://github.com/acme/marvin/pull/${number}`;
      const made = { number, url, tag, created: this.now(), closed: undefined, pin: version.commit };
      this.pulls.push({ ...made, state: "open", body: "Takes it to prod\n", labels: [LABEL.name] });
    }
    for (const pull of superseded) {
      this.close(pull, `${tag} is asked for in its place`, false);
      this.reply(pull.tag, "inactive", `${tag} is asked for in its place`);
    }
    const [newest] = version.requests;
    if (newest !== undefined && newest.status?.state !== "success") this.answer(tag, "pending", "waits");
  }

  private reply(tag: string, state: string, description: string): void {
    const status = this.version(tag).requests[0]?.status;
    if (status === undefined || ["pending", "in_progress"].includes(status.state))
      this.answer(tag, state, description);
  }

  private answer(tag: string, state: string, description: string): void {
    const { requests } = this.version(tag);
    const [newest] = requests;
    if (newest === undefined) return;
    const { status } = newest;
    if (status?.state === state && status.description === description) return;
    requests[0] = { ...newest, status: { state, description, url: "", at: this.now() } };
  }

  private close(pull: Pull, because: string, mayComeBack: boolean): void {
    const body = closedText(pull.body, because, mayComeBack);
    this.change(pull, { state: "closed", closed: this.now(), body });
  }

  private change(pull: Pull, to: Partial<Pull>): void {
    const index = this.pulls.findIndex(({ number }) => number === pull.number);
    this.pulls[index] = { ...this.pulls[index]!, ...to };
  }

  /** All that there is, to see whether anything has changed. */
  snapshot(): string {
    return JSON.stringify([[...this.versions], this.pulls, this.prod]);
  }
}
