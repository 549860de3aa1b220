import assert from "node:assert/strict";
import fc from "fast-check";
import { promotionQueueMessage, repositoryQueueMessage } from "../../bot/messages";
import { route, type Routed } from "../../bot/webhook/route";
import * as events from "./events";
import { BOT, COMMIT, PLACE } from "./events";

const ID = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

function routed(event: string, payload: unknown): Routed {
  return route({ event, id: ID }, payload, PLACE);
}

function assertSent(event: string, payload: unknown, queue: string, group: string, message: unknown): void {
  assert.deepEqual(routed(event, payload), {
    kind: "message",
    outgoing: { queue, group, deduplication: ID, message },
  });
}

function assertNothing(event: string, payload: unknown): void {
  assert.equal(routed(event, payload).kind, "nothing");
}

const PROMOTION = { kind: "promotion", repository: "acme/churn", tag: "v1.2.0" };
const assertPromotion = (event: string, payload: unknown) =>
  assertSent(event, payload, "promotions", "churn", PROMOTION);
const assertFleet = (event: string, payload: unknown, reason: string) =>
  assertSent(event, payload, "repositories", "#fleet", { kind: "fleet", reason });

describe("The route of a webhook's event", () => {
  it("of a project's release leads to its promotion, whatever became of it", () => {
    const actions = ["created", "published", "released", "prereleased", "unpublished", "deleted", "edited"];
    for (const action of actions) assertPromotion("release", events.release("acme/churn", action));
    assertNothing("release", events.release("acme/churn", "locked"));
  });

  it("of a release of the template leads to the fleet, of the manager nowhere", () => {
    for (const action of ["published", "released"]) {
      assertFleet("release", events.release("acme/marvin-template", action), "template-release");
    }
    assertNothing("release", events.release("acme/marvin-template", "edited"));
    assertNothing("release", events.release("acme/marvin", "published"));
  });

  it("of a deployment leads to a promotion where it asks for one", () => {
    assertPromotion("deployment", events.deployment());
    assertNothing("deployment", events.deployment({ task: "deploy" }));
    assertNothing("deployment", events.deployment({ environment: "stage" }));
  });

  it("of a tag leads to a promotion, and of the template's to the fleet", () => {
    assertPromotion("push", events.event("acme/churn", { ref: "refs/tags/v1.2.0", deleted: false }));
    for (const event of ["create", "delete"]) {
      assertPromotion(event, events.event("acme/churn", { ref: "v1.2.0", ref_type: "tag" }));
      assertNothing(event, events.event("acme/churn", { ref: "v1.2.0", ref_type: "branch" }));
    }
    assertFleet(
      "push",
      events.event("acme/marvin-template", { ref: "refs/tags/v2.0.0" }),
      "template-release",
    );
    assertNothing("push", events.event("acme/churn", { ref: "refs/heads/v1.2.0" }));
    assertNothing("push", events.event("acme/churn", { ref: "refs/tags/nightly" }));
    assertNothing("push", events.event("acme/marvin", { ref: "refs/tags/v1.2.0" }));
  });

  it("of a promotion's pull request leads to the project's promotion", () => {
    for (const action of ["closed", "reopened"]) {
      assertPromotion(
        "pull_request",
        events.pullRequest("acme/marvin", action, "marvin/promote/churn/v1.2.0"),
      );
    }
    assertNothing("pull_request", events.pullRequest("acme/marvin", "opened", "marvin/promote/churn/v1.2.0"));
    assertNothing("pull_request", events.pullRequest("acme/marvin", "closed", "marvin/promote/churn"));
    assertNothing("pull_request", events.pullRequest("acme/marvin", "closed", "marvin/template"));
  });

  it("of the template's pull request leads to a reconcile", () => {
    for (const action of ["closed", "reopened"]) {
      const payload = events.pullRequest("acme/churn", action, "marvin/template");
      assertSent("pull_request", payload, "repositories", "churn", { kind: "reconcile", project: "churn" });
    }
    assertNothing("pull_request", events.pullRequest("acme/churn", "synchronize", "marvin/template"));
    assertNothing("pull_request", events.pullRequest("acme/churn", "closed", "feature"));
    assertNothing("pull_request", events.pullRequest("acme/marvin-template", "closed", "marvin/template"));
  });

  it("of a fork's pull request leads nowhere, also once the fork is gone", () => {
    for (const head of [{ full_name: "mallory/marvin" }, null]) {
      assertNothing(
        "pull_request",
        events.pullRequest("acme/marvin", "closed", "marvin/promote/churn/v1.2.0", head),
      );
    }
  });

  it("of checks on the template's branch leads to the fleet, although the bot made the commit", () => {
    assertFleet("check_suite", events.checkSuite("acme/churn"), "canary-checked");
    assertNothing("check_suite", events.checkSuite("acme/churn", { head_branch: "main" }));
    assertNothing("check_suite", events.checkSuite("acme/churn", { head_branch: null }));
    assertNothing("check_suite", events.checkSuite("acme/marvin"));
  });

  it("of the manager's deployment leads to its outcome", () => {
    const url = "https://github.com/acme/marvin/actions/runs/30433642";
    const outcome = (conclusion: string) => ({ kind: "outcome", commit: COMMIT, conclusion, url });
    for (const conclusion of ["success", "failure", "cancelled"]) {
      assertSent(
        "workflow_run",
        events.workflowRun({ conclusion }),
        "promotions",
        "#outcome",
        outcome(conclusion),
      );
    }
    const path = ".github/workflows/deploy.yaml@refs/heads/main";
    assertSent("workflow_run", events.workflowRun({ path }), "promotions", "#outcome", outcome("success"));
    assertNothing("workflow_run", events.workflowRun({ path: ".github/workflows/check.yaml" }));
    assertNothing("workflow_run", events.workflowRun({ head_branch: "feature" }));
    assertNothing("workflow_run", events.workflowRun({ head_repository: { full_name: "mallory/marvin" } }));
    assertNothing("workflow_run", { ...events.workflowRun(), action: "requested" });
  });

  it("of what the bot did itself leads nowhere", () => {
    const own: [event: string, payload: object][] = [
      ["release", events.release("acme/churn", "edited")],
      ["deployment", events.deployment()],
      ["push", events.event("acme/churn", { ref: "refs/tags/v1.2.0" })],
      ["delete", events.event("acme/churn", { ref: "v1.2.0", ref_type: "tag" })],
      ["pull_request", events.pullRequest("acme/churn", "closed", "marvin/template")],
      ["pull_request", events.pullRequest("acme/marvin", "closed", "marvin/promote/churn/v1.2.0")],
    ];
    for (const [event, payload] of own) {
      assert.equal(routed(event, payload).kind, "message", event);
      assertNothing(event, { ...payload, sender: BOT });
    }
  });

  it("of an installation that loses something is a warning", () => {
    for (const action of ["deleted", "suspend"]) {
      assert.equal(routed("installation", events.installation(action)).kind, "revoked");
    }
    const taken = { ...events.installation("removed"), repositories_removed: [{ full_name: "acme/churn" }] };
    assert.equal(routed("installation_repositories", taken).kind, "revoked");
    assertNothing("installation", events.installation("unsuspend"));
    assertNothing("installation", events.installation("deleted", 6));
  });

  it("of a stranger leads nowhere", () => {
    const stranger = { ...events.release("acme/churn", "published"), installation: { id: 6 } };
    assertNothing("release", stranger);
    assertNothing("release", events.release("mallory/churn", "published"));
    assertNothing("release", {
      ...events.release("acme/churn", "published"),
      repository: { ...events.event("acme/churn", {}).repository, full_name: "mallory/churn" },
    });
  });

  it("knows names of organisations and repositories in any case", () => {
    assertFleet("release", events.release("Acme/Marvin-Template", "published"), "template-release");
  });

  it("of other events leads nowhere, and a ping is answered", () => {
    for (const event of ["star", "constructor", "__proto__", "toString"]) assertNothing(event, null);
    assert.deepEqual(routed("ping", { zen: "Keep it logically awesome." }), { kind: "ping" });
  });

  it("of a payload that is not as described says where, and none of its values", () => {
    const wrong = { ...events.release("acme/churn", "published"), release: { tag_name: 5 } };
    assert.deepEqual(routed("release", wrong), { kind: "malformed", where: "release.tag_name" });
    assert.deepEqual(routed("release", "text"), { kind: "malformed", where: "payload" });
    const nameless = events.pullRequest("acme/churn", "closed", "marvin/template");
    const named = { ...nameless, repository: { ...nameless.repository, name: " " } };
    assert.deepEqual(routed("pull_request", named), { kind: "malformed", where: "repository.name" });
    assert.deepEqual(routed("workflow_run", events.workflowRun({ conclusion: null })), {
      kind: "malformed",
      where: "conclusion",
    });
    assert.equal(
      routed("release", events.release("acme/churn", "published", "v".repeat(256))).kind,
      "malformed",
    );
  });

  const known: [event: string, payload: object][] = [
    ["release", events.release("acme/churn", "published")],
    ["release", events.release("acme/marvin-template", "released")],
    ["deployment", events.deployment()],
    ["push", events.event("acme/churn", { ref: "refs/tags/v1.2.0" })],
    ["create", events.event("acme/churn", { ref: "v1.2.0", ref_type: "tag" })],
    ["pull_request", events.pullRequest("acme/churn", "closed", "marvin/template")],
    ["pull_request", events.pullRequest("acme/marvin", "closed", "marvin/promote/churn/v1.2.0")],
    ["check_suite", events.checkSuite("acme/churn")],
    ["workflow_run", events.workflowRun()],
    ["installation", events.installation("deleted")],
  ];

  it("never throws, and sends only what the queues' readers take, however a payload is changed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.array(fc.tuple(fc.nat(), fc.oneof(fc.jsonValue(), fc.constant(undefined))), { maxLength: 4 }),
        ([event, payload], changes) => {
          const changed = changes.reduce((value, [at, by]) => withChange(value, at, by), payload as unknown);
          const result = routed(event, changed);
          if (result.kind !== "message") return;
          const { queue, group, message } = result.outgoing;
          (queue === "promotions" ? promotionQueueMessage : repositoryQueueMessage).parse(message);
          // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
          assert.match(group, /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("never throws for any event with any payload", () => {
    const names = [
      ...new Set(known.map(([event]) => event)),
      "ping",
      "installation_repositories",
      "constructor",
    ];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...names), fc.string()), fc.anything(), (event, payload) => {
        assert.notEqual(routed(event, payload).kind, "message");
      }),
      { numRuns: 2000 },
    );
  });

  it("never leads anywhere for an unknown installation", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.oneof(
          fc.integer().filter((id) => id !== PLACE.installation),
          fc.constantFrom(String(PLACE.installation), null, undefined, [PLACE.installation], true),
        ),
        ([event, payload], id) => {
          const { kind } = routed(event, { ...payload, installation: { id } });
          assert.ok(kind === "nothing" || kind === "malformed", kind);
        },
      ),
    );
  });
});

/** A payload with the value at one of its places, counted through all of them, replaced or, by undefined, removed. */
function withChange(value: unknown, at: number, by: unknown): unknown {
  const places: (readonly (string | number)[])[] = [];
  const walk = (node: unknown, path: readonly (string | number)[]): void => {
    places.push(path);
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) walk(child, [...path, key]);
  };
  walk(value, []);
  const path = places[at % places.length] ?? [];
  const replaced = (node: unknown, [key, ...rest]: readonly (string | number)[]): unknown => {
    if (key === undefined) return by;
    const copy = { ...(node as Record<string, unknown>) };
    copy[key] = replaced(copy[key], rest);
    return copy;
  };
  return replaced(value, path);
}
