const ANSWER = /(?:Validation error for question|Invalid choice for) '(\w+)': (.*)$/m;

/**
 * Why Copier did not render, in words for a person: the answer that the template refuses, or the last line of what it
 * wrote, without the lines of its own code before that.
 * @param text what Copier wrote to standard error; it quotes answers, which come from the manifest and hold no secrets
 */
export function refusalOf(text: string): string {
  const [, question, reason] = ANSWER.exec(text) ?? [];
  if (question !== undefined) return `the template refuses \`${question}\`: ${reason?.trim()}`;
  const lines = text.split(/\n| \| /).map((line) => line.trim());
  return (lines.filter((line) => line !== "").at(-1) ?? "it says nothing").slice(-500);
}
