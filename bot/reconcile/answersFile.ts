import { isDeepStrictEqual } from "node:util";
import { JSON_SCHEMA, load } from "js-yaml";
import { z } from "zod";

/** Where Copier keeps what a project was rendered from. */
export const ANSWERS_FILE = ".copier-answers.yml";

const form = z.looseObject({ _commit: z.string().optional(), _src_path: z.string().optional() });

/** What a project was rendered from. */
export interface Recorded {
  /** Address of the template. */
  readonly source?: string;
  /** Tag, or what `git describe` made of a commit. */
  readonly version?: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Reads the answers file. "unreadable" where it is no YAML, such as with conflict markers in it. */
export function recordedIn(text: string): Recorded | "unreadable" {
  let data: unknown;
  try {
    data = load(text, { schema: JSON_SCHEMA });
  } catch {
    return "unreadable";
  }
  const read = form.safeParse(data);
  if (!read.success) return "unreadable";
  const { _commit: version, _src_path: source, ...answers } = read.data;
  return { ...(source !== undefined && { source }), ...(version !== undefined && { version }), answers };
}

/**
 * The questions that are answered otherwise than wanted. A question that is not in the file was not asked, because of
 * other answers or because the version has no such question.
 */
export function questionsApart(recorded: Recorded, wanted: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(wanted)
    .filter(
      ([question, answer]) =>
        Object.hasOwn(recorded.answers, question) && !isDeepStrictEqual(recorded.answers[question], answer),
    )
    .map(([question]) => question);
}
