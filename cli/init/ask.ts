import type { Answers, Key, Question } from "./questions";

/** Where questions are shown and answered. */
export interface Terminal {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
}

/** What is wrong with a command line whose answers nobody will complete: every flag that is missing or refused. */
export function complaints(questions: readonly Question[], given: Answers): string[] {
  const answers = withFallbacks(questions, given);
  return questions
    .filter(({ when }) => when?.(answers) !== false)
    .flatMap(({ key, called, message, fault }) => {
      const flag = key === "name" ? called : `--${key}`;
      const answer = answers[key];
      if (answer === undefined) {
        const what = message.replace(/:$/, "");
        return [`${key === "name" ? called : `${flag} ${called}`} is missing (${what})`];
      }
      const refused = fault(answer, answers);
      return refused === undefined ? [] : [`${flag}: ${refused}`];
    });
}

/** Answers with what holds where nothing was answered. */
export function withFallbacks(questions: readonly Question[], given: Answers): Answers {
  return Object.fromEntries(
    questions.flatMap(({ key, fallback }) => {
      const answer = given[key] ?? fallback;
      return answer === undefined ? [] : [[key, answer] as const];
    }),
  );
}

/**
 * Asks what was not given, one question after the other, until each answer is one that a manifest takes. What was given
 * and is refused is asked again.
 */
export async function ask(
  questions: readonly Question[],
  given: Answers,
  terminal: Terminal,
): Promise<Answers> {
  const answers: Partial<Record<Key, readonly string[]>> = { ...given };
  for (const one of questions) {
    if (one.when?.(answers) === false) continue;
    const before = answers[one.key];
    if (before !== undefined && one.fault(before, answers) === undefined) continue;
    answers[one.key] = await askOne(one, answers, terminal);
  }
  return answers;
}

async function askOne(one: Question, answers: Answers, terminal: Terminal): Promise<readonly string[]> {
  // Only here, so that a run with flags does not wait for it.
  const { input, select } = await import("@inquirer/prompts");
  const { message, fallback, several, choices, other } = one;
  const before = answers[one.key];
  if (choices !== undefined) {
    const offered = [...choices, ...(other === undefined ? [] : [{ value: "", name: other }])];
    const chosen = await select({ message, choices: offered, default: fallback?.[0] }, terminal);
    if (chosen !== "") return [chosen];
  }
  const read = (text: string) => (several ? split(text) : [text.trim()]);
  const said = (before ?? (choices === undefined ? fallback : undefined) ?? []).join(", ");
  const text = await input(
    {
      message: choices === undefined ? message : `${capital(other ?? message)}:`,
      // What was refused stands there to be corrected.
      default: said === "" ? undefined : said,
      prefill: before === undefined ? "tab" : "editable",
      validate: (text) => one.fault(read(text), answers) ?? true,
    },
    terminal,
  );
  return read(text);
}

function split(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
