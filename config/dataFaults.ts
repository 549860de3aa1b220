import type { CheckedProject } from "../manifest/check";
import { stemOf } from "../manifest/rules/renames";
import { ownSchemas } from "../manifest/rules/schemas";
import { isWithin, locationName, ownsStorage, withoutSlash } from "../manifest/rules/storage";
import { NAMED_READS } from "../manifest/schema/reads";
import type { Settings } from "./settings";

/** What is wrong with a project's data in this stack alone, one line a fault. */
export function dataFaults(project: CheckedProject, settings: Settings): string[] {
  return [
    ...ownReads(project, settings),
    ...storageFaults(project, settings),
    ...requiredTags(project, settings),
    ...unknownRecipients(project, settings),
  ];
}

/** A grant to read what is the project's own would take its right to write away. */
function ownReads({ file, environments }: CheckedProject, { catalog, environment }: Settings): string[] {
  const project = environments[environment];
  const { reads, external_locations: locations } = project.data;
  const schemas = ownSchemas(project).map(({ name }) => `${catalog}.${name}`);
  const isOwn = (name: string) => schemas.some((own) => name === own || name.startsWith(`${own}.`));
  const own = Object.keys(locations).map((key) => locationName(stemOf(project), environment, key));
  return [
    ...NAMED_READS.flatMap((list) =>
      reads[list].flatMap((name, index) =>
        isOwn(name)
          ? [
              `${file} data.reads.${list}[${index}]: is in the project's own schema in ${environment}: remove it`,
            ]
          : [],
      ),
    ),
    ...reads.external_locations.flatMap((name, index) =>
      own.includes(name)
        ? [
            `${file} data.reads.external_locations[${index}]: is the project's own location in ${environment}: remove it`,
          ]
        : [],
    ),
  ];
}

/** The platform decides who outside may read at all. */
function unknownRecipients({ file, environments }: CheckedProject, settings: Settings): string[] {
  const known = Object.keys(settings.shareRecipients);
  return Object.entries(environments[settings.environment].data.shares).flatMap(([key, { recipients }]) =>
    recipients.flatMap((recipient, index) =>
      known.includes(recipient)
        ? []
        : [
            `${file} data.shares.${key}.recipients[${index}]: is not among marvin:shareRecipients of ${settings.environment} (${known.join(", ") || "none"}): name one of these, or share in another environment`,
          ],
    ),
  );
}

function requiredTags({ file, environments }: CheckedProject, settings: Settings): string[] {
  const { tags } = environments[settings.environment];
  return Object.entries(settings.requiredTags).flatMap(([key, values]) => {
    const may = values.length === 0 ? "" : `, one of ${values.join(", ")}`;
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    if (value === undefined) return [`${file} tags: every project needs \`${key}\`${may}: add it`];
    if (values.length === 0 || values.includes(value)) return [];
    return [`${file} tags.${key}: must be one of ${values.join(", ")}`];
  });
}

const NEEDED = ["awsAccountId", "awsRegion", "storagePrefix"] as const;

function storageFaults({ file, environments }: CheckedProject, settings: Settings): string[] {
  const project = environments[settings.environment];
  const missing = NEEDED.filter((key) => settings[key] === undefined);
  const faults =
    ownsStorage(project) && missing.length > 0
      ? [
          `${file} data.external_locations: asks for a bucket of its own, and the stack offers none: name storage of the platform by \`url\`, or set ${missing.map((key) => `marvin:${key}`).join(", ")}`,
        ]
      : [];
  for (const [key, location] of Object.entries(project.data.external_locations)) {
    const { url, credential_name: credential } = location;
    if (url === undefined || credential === undefined) continue;
    const fault = (name: string, message: string) =>
      faults.push(`${file} data.external_locations.${key}.${name}: ${message}`);
    const open = Object.hasOwn(settings.storageCredentials, credential)
      ? settings.storageCredentials[credential]
      : undefined;
    if (open === undefined) {
      fault(
        "credential_name",
        `is not among marvin:storageCredentials (${Object.keys(settings.storageCredentials).join(", ") || "none"}): name one of these, or leave \`url\` and this out for a bucket of its own`,
      );
    } else if (!open.some((folder) => isWithin(withoutSlash(url), withoutSlash(folder)))) {
      fault("url", `lies outside what \`${credential}\` opens to projects: ${open.join(", ")}`);
    }
  }
  return faults;
}
