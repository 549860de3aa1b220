import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { explain } from "../manifest/explain";
import { inReadingOrder, type Fault } from "../manifest/fault";
import { toData } from "../manifest/node";
import type { TextFault } from "../manifest/syntax";
import { decode, lineIndex } from "../manifest/text";
import { parseYaml } from "../manifest/yaml";
import { accounts as schema, type Accounts } from "../sandbox/accounts";
import { UsageError } from "./arguments";

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
