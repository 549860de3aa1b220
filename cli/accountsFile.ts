import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { explain } from "../manifest/explain";
import { inReadingOrder, type Fault } from "../manifest/fault";
import { toData } from "../manifest/node";
import { closest, listed } from "../manifest/schema/closest";
import type { TextFault } from "../manifest/syntax";
import { decode, lineIndex } from "../manifest/text";
import { parseYaml } from "../manifest/yaml";
import { accounts as schema, type Accounts } from "../sandbox/accounts";
import { UsageError } from "./arguments";
import { textOf, type StackConfig } from "./stackConfig";

const SUBJECT = { what: "set of accounts", begins: "github:" };

/** What a file says of the accounts that the local cloud stands for, and what is wrong with it. */
export interface AccountsFile {
  readonly accounts?: Accounts;
  readonly faults: readonly Fault[];
}

/**
 * Reads such a file as strictly as a manifest, with the faults in the same form.
 * @param from the folder that the name is relative to
 * @throws UsageError when there is no such file
 */
export async function readAccounts(name: string, from: string): Promise<AccountsFile> {
  const path = resolve(from, name);
  const bytes = await readFile(path).catch(() => {
    throw new UsageError(`--accounts: there is no file ${name}`);
  });
  return checkAccounts(relative(process.cwd(), path).split(sep).join("/"), bytes);
}

/** Checks the text of such a file. Pure: touches no file. */
export function checkAccounts(file: string, bytes: Uint8Array): AccountsFile {
  const decoded = decode(bytes);
  if ("refused" in decoded)
    return { faults: [{ file, line: 1, column: 1, path: "", message: decoded.refused }] };
  const place = lineIndex(decoded.text);
  const faulty = (faults: readonly TextFault[]): AccountsFile => ({
    faults: faults
      .map(({ offset, path, message }) => ({ file, ...place(offset), path, message }))
      .sort(inReadingOrder),
  });
  const { root, faults } = parseYaml(decoded.text, SUBJECT);
  if (root === undefined) return faulty(faults);
  const misread = new Set(faults.filter((fault) => fault.misread).map(({ path }) => path));
  const data = toData(root);
  const parsed = schema.safeParse(data);
  const issues = parsed.success ? [] : explain(parsed.error.issues, schema, root);
  const all = [...faults, ...issues.filter(({ path }) => !misread.has(path))];
  // As it was written: the local cloud fills in what is left out.
  return all.length > 0 ? faulty(all) : { accounts: data as Accounts, faults: [] };
}

/**
 * What a description tells of an organisation or a workspace that no stack works in, in a sentence each: a mistyped name
 * would let everything through.
 */
export function strangersIn({ github, databricks }: Accounts, configs: readonly StackConfig[]): string[] {
  const unknown = (path: string, name: string, key: string): string[] => {
    const values = configs.map((config) => textOf(config, key));
    const known = [...new Set(values.filter((value) => value !== undefined))];
    // A value that is not in the stack's file may be this one.
    if (known.length === 0 || values.includes(undefined) || known.includes(name)) return [];
    const near = closest(name, known);
    return [
      `${path} of --accounts: no stack has marvin:${key} ${name}; ${near === undefined ? `there is ${listed(known)}` : `did you mean ${near}?`}`,
    ];
  };
  return [
    ...(github === undefined
      ? []
      : unknown("github.organization", github.organization, "githubOrganization")),
    ...Object.keys(databricks?.workspaces ?? {}).flatMap((host) =>
      unknown("databricks.workspaces", host, "databricksHost"),
    ),
  ];
}
