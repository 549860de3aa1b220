import type { Fault, Kind } from "../kind";
import { length, matching, oneOf } from "../rules";
import { at, isProps, list, show, text, type Props } from "../value";
import { api, inRepository, readOnly, repositoryThing } from "./names";

export const issueLabels: Kind = {
  docs: "https://docs.github.com/en/rest/issues/labels",
  replacedBy: ["repository"],
  frozen: readOnly,
  unordered: ["labels"],
  rules: [
    length("labels.*.name", 1, 50),
    length("labels.*.description", 0, 100),
    matching("labels.*.color", /^[0-9a-fA-F]{6}$/, "use six hexadecimal digits without #"),
    sameLabels,
  ],
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `labels of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

export const repositoryAutolinkReference: Kind = {
  docs: "https://docs.github.com/en/rest/repos/autolinks",
  replacedBy: ["repository", "keyPrefix", "targetUrlTemplate", "isAlphanumeric"],
  frozen: readOnly,
  rules: [
    matching(
      "keyPrefix",
      /^[a-zA-Z0-9.=+:/#_-]*[a-zA-Z.=+:/#_-]$/,
      "use letters, digits and .-_+=:/#, no digit last",
    ),
    matching("targetUrlTemplate", /^https?:\/\/.*<num>/, "write an address with <num> in it"),
  ],
  computed: { etag: ({ stamp }) => `W/"${stamp.hex}"` },
  id: ({ stamp }) => String(stamp.number),
  claims: (it) => [
    {
      thing: `autolink ${show(it.inputs["keyPrefix"])} of ${repositoryThing(it)}`,
      refusal: `POST ${api(it)}/autolinks: 422 Validation Failed: key_prefix already exists`,
    },
  ],
  needs: (it) => [inRepository(it)],
};

export const repositoryWebhook: Kind = {
  docs: "https://docs.github.com/en/rest/repos/webhooks",
  replacedBy: ["repository"],
  frozen: readOnly,
  unordered: ["events"],
  rules: [
    oneOf("configuration.contentType", ["json", "form"]),
    matching("configuration.url", /^https?:\/\//, "write an address that begins with https://"),
    ({ events }) =>
      Array.isArray(events) && events.length === 0
        ? [{ property: "events", reason: "is empty; name at least one event" }]
        : [],
  ],
  computed: {
    etag: ({ stamp }) => `W/"${stamp.hex}"`,
    url: (it) => `${api(it)}/hooks/${it.stamp.number}`,
  },
  id: ({ stamp }) => String(stamp.number),
  claims: (it) => [
    {
      thing: `webhook ${address(it.inputs)} of ${repositoryThing(it)}`,
      refusal: `POST ${api(it)}/hooks: 422 Validation Failed: Hook already exists on this repository`,
    },
  ],
  needs: (it) => [inRepository(it)],
};

function address({ configuration }: Props): string {
  return text(configuration, "url") ?? "somewhere";
}

/** GitHub's labels do not tell upper from lower case. */
function sameLabels(inputs: Props): Fault[] {
  const names = list(inputs, "labels").map((label) =>
    isProps(label) ? show(label["name"]).toLowerCase() : "",
  );
  return at(inputs, "labels.*.name")
    .filter((_, index) => names.indexOf(names[index] ?? "") < index)
    .map(({ path, value }) => ({
      property: path,
      reason: `repeats "${show(value)}"; give each its own name`,
    }));
}
