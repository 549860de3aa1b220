import assert from "node:assert/strict";
import fc from "fast-check";
import { isOlder } from "../../../bot/promotion/order";
import { releasedBy } from "../../../bot/promotion/released";
import { History } from "./history";

const TAGS = ["v1.0.0", "v1.1.0", "v1.2.0-rc.1", "v1.2.0"] as const;

const act = fc.record({
  what: fc.constantFrom(
    "release",
    "release",
    "prerelease",
    "delete",
    "move",
    "workflow",
    "workflow",
    "person",
    "decline",
    "merge",
    "merge",
    "nothing",
  ),
  tag: fc.constantFrom(...TAGS),
  /** Tags that the bot hears of then: late, twice, or not at all. */
  heard: fc.array(fc.constantFrom(...TAGS), { maxLength: 3 }),
});
const acts = fc.array(act, { maxLength: 25 });
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

function happen(history: History, { what, tag }: Act): void {
  if (what === "release" || what === "prerelease") history.release(tag, what === "prerelease");
  if (what === "delete") history.delete(tag);
  if (what === "move") history.move(tag);
  if (what === "workflow" || what === "person") history.ask(tag, what === "person");
  if (what === "decline") history.decline(tag);
  if (what === "merge") history.merge(tag);
}

/** Plays a history, and looks at each thing that the bot hears. */
function play(
  story: readonly Act[],
  look: (history: History, tag: string, hear: () => void) => void,
): History {
  const history = new History();
  for (const one of story) {
    happen(history, one);
    for (const tag of one.heard) look(history, tag, () => history.hear(tag));
  }
  return history;
}

const always = (property: (story: readonly Act[]) => void) => () =>
  fc.assert(fc.property(acts, property), { numRuns: 400 });

describe("promotions in any order", () => {
  it(
    "have one pull request open, at the commit of its tag",
    always((story) => {
      play(story, (history, tag, hear) => {
        hear();
        const open = history.open();
        assert.ok(open.length <= 1, open.map((pull) => pull.tag).join());
        for (const pull of open)
          if (pull.tag === tag) assert.equal(pull.pin, history.versions.get(tag)?.commit);
      });
    }),
  );

  it(
    "are the same when the same is heard twice",
    always((story) => {
      play(story, (history, _, hear) => {
        hear();
        const before = history.snapshot();
        hear();
        assert.equal(history.snapshot(), before);
      });
    }),
  );

  it(
    "come to rest, whatever was heard last",
    always((story) => {
      const history = play(story, (_history, _tag, hear) => hear());
      const round = () => TAGS.forEach((tag) => history.hear(tag));
      for (let i = 0; i < TAGS.length; i++) round();
      const before = history.snapshot();
      round();
      assert.equal(history.snapshot(), before);
    }),
  );

  it(
    "go back to an older version for those alone who insist",
    always((story) => {
      play(story, (history, tag, hear) => {
        const known = history.pulls.length;
        hear();
        const [made] = history.pulls.slice(known);
        const prod = releasedBy(history.prod).tag;
        if (made === undefined || prod === undefined || !isOlder(tag, prod)) return;
        const requests = history.versions.get(tag)?.requests ?? [];
        assert.ok(requests[0]?.byPerson === true || requests.length > 1);
      });
    }),
  );

  it(
    "open nothing again that people closed, until somebody asks after that",
    always((story) => {
      play(story, (history, tag, hear) => {
        const last = history.pulls.filter((pull) => pull.tag === tag).at(-1);
        const known = history.pulls.length;
        hear();
        if (history.pulls.length === known || last === undefined || last.body.includes("may come back"))
          return;
        const [newest] = history.versions.get(tag)?.requests ?? [];
        assert.ok(newest !== undefined && newest.created > (last.closed ?? ""));
      });
    }),
  );
});
