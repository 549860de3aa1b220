import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { Refused, TryLater, type Log } from "../failure";
import { observeCanaries } from "../fleet/canaries";
import { dispatch, lookedAt } from "../fleet/dispatch";
import type { Fleet } from "../fleet/fleet";
import { rolloutOf, targetOf, type Rollout } from "../fleet/rollout";
import type { States } from "../fleet/states";
import { summaryMarkdown, summaryText } from "../fleet/summary";
import { botOf } from "../github/account";
import { githubWith, type GitHubPlace } from "../github/client";
import type { Mint } from "../github/mint";
import { sameName } from "../github/place";
import type { FleetMessage, ReconcileMessage } from "../messages";
import type { Outcome } from "../reconcile/outcome";
import { reconcile, type Tools } from "../reconcile/reconcile";
import type { CopierCommand } from "../template/copier";
import { Template } from "../template/template";

/** What the work on the queue of repositories takes. */
export interface FleetWork {
  readonly fleet: () => Promise<Fleet>;
  readonly states: States;
  readonly mint: Mint;
  readonly place: GitHubPlace;
  /** Slug of the App. */
  readonly slug: string;
  readonly copier: CopierCommand;
  /** Directory that may be written to. */
  readonly folder: string;
  readonly log: Log;
  /** Hears what became of each project, for the metrics. */
  readonly count: (kind: Outcome["kind"]) => void;
  /** The queue of repositories. */
  readonly queue: string;
  readonly sqs: SQSClient;
  /** Bucket that takes the summaries, below `runs/`. */
  readonly bucket: string;
  readonly s3: S3Client;
  /** As `ClientOptions.hurry`. */
  readonly hurry?: boolean;
}

/** How the fleet stands: read once for a run, and for each message that belongs to none. */
interface Standing {
  readonly fleet: Fleet;
  readonly tools: Tools;
  readonly rollout: Rollout;
  readonly folder: string;
}

/** Works off one message after another, and keeps what the messages of one run share. */
export class FleetWorker {
  private kept: { readonly run: string | undefined; readonly standing: Standing } | undefined;

  constructor(private readonly work: FleetWork) {}

  /**
   * Looks at the whole fleet, and sends a message for each project.
   * @param run the same for the same message, however often it comes
   */
  async lookAtAll({ reason }: FleetMessage, run: string): Promise<void> {
    const { states, queue, sqs, log } = this.work;
    const { projects } = await this.work.fleet();
    const names = lookedAt(projects, reason).map(({ project }) => project);
    await states.begin({ id: run, reason, projects: names });
    await dispatch({ id: run, reason, projects: names }, queue, sqs);
    log.info(`a run of the fleet has begun: ${names.length} projects`, { run, reason });
    if (names.length === 0) await this.summarise(run, await this.standing(run));
  }

  /**
   * Reconciles one project.
   * @param isLast the message does not come again
   * @throws TryLater where it has to come again
   */
  async lookAt({ project: name, run }: ReconcileMessage, isLast: boolean): Promise<void> {
    const { states, log, count } = this.work;
    const standing = await this.standing(run);
    // A webhook names the repository, which GitHub writes as people do.
    const project = standing.fleet.projects.find((one) => sameName(one.project, name));
    const outcome: Outcome =
      project === undefined
        ? { project: name, repository: "", kind: "nothing", why: "no stack makes a project of this name" }
        : await reconcile(project, targetOf(project.template, standing.rollout), standing.tools, {
            dryRun: false,
          });
    count(outcome.kind);
    const { kind, why, pull, from, to, conflicts = [] } = outcome;
    log.info(`${name}: ${kind}, ${why}`, { project: name, pull, from, to, conflicts, run });
    if (project !== undefined) await states.record(outcome);
    if (run !== undefined && (kind !== "later" || isLast)) {
      const progress = await states.recordIn(run, outcome);
      if (progress !== undefined) {
        log.info(`${progress.done} of ${progress.total} projects are done`, { run });
        if (progress.done >= progress.total) await this.summarise(run, standing);
      }
    }
    if (kind === "later") throw new TryLater(why, outcome.seconds);
  }

  private async standing(run: string | undefined): Promise<Standing> {
    if (run !== undefined && this.kept?.run === run) return this.kept.standing;
    await this.forget();
    const standing = await this.look().catch((error: unknown) => {
      // A template that is not to be had is no project's fault: messages wait until it is.
      throw error instanceof Refused ? new TryLater(error.message) : error;
    });
    // What belongs to no run must see things as they are: it is forgotten with the next message.
    this.kept = { run, standing };
    return standing;
  }

  private async look(): Promise<Standing> {
    const fleet = await this.work.fleet();
    const folder = await mkdtemp(join(this.work.folder, "fleet-"));
    try {
      return await this.standingIn(folder, fleet);
    } catch (error) {
      // It is tried again, and the disk of a function is small.
      await emptied(folder);
      throw error;
    }
  }

  private async standingIn(folder: string, fleet: Fleet): Promise<Standing> {
    const { mint, place, slug, copier, log, hurry } = this.work;
    const { token } = await mint.token("clone", fleet.template);
    const quick = hurry === undefined ? {} : { hurry };
    const bot = await botOf(await githubWith(token, { place, log, ...quick }), place, slug);
    const template = await Template.open(fleet.template, { place, token, folder });
    const tools: Tools = { mint, place, bot, copier, template, folder, log, ...quick };
    const waits = fleet.projects.some((one) => one.lifecycle === "active" && one.template === "stable");
    const canaries = waits ? await observeCanaries(fleet.projects, tools) : [];
    return { fleet, tools, folder, rollout: rolloutOf(template.releases, canaries) };
  }

  private async forget(): Promise<void> {
    const { kept } = this;
    this.kept = undefined;
    if (kept !== undefined) await emptied(kept.standing.folder);
  }

  /** Again and again the same, should the last message come twice. */
  private async summarise(run: string, { rollout }: Standing): Promise<void> {
    const { states, s3, bucket, log } = this.work;
    const fleetRun = { rollout, outcomes: await states.outcomesOf(run) };
    const put = (ending: string, ContentType: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: `runs/${run}.${ending}`, ContentType, Body }));
    await put("json", "application/json", JSON.stringify({ version: 1, run, ...fleetRun }, null, 2));
    await put("md", "text/markdown; charset=utf-8", `${summaryMarkdown(fleetRun)}\n`);
    const counts = summaryText(fleetRun).split("\n").at(-1) ?? "";
    log.info(`a run of the fleet is done: ${counts}`, { run, summary: `s3://${bucket}/runs/${run}.md` });
  }
}

function emptied(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
