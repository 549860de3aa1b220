import { createHash } from "node:crypto";

/** What a pull request of the bot's was made for, kept in its text where nobody sees it. */
export interface Marker {
  /** Tag of the template. */
  readonly version: string;
  /** Digest of the wanted answers. */
  readonly answers: string;
  /** The bot closed it itself: that it was closed is nobody's "no". */
  readonly withdrawn: boolean;
}

const FORM = /<!-- marvin-template version=(\S+) answers=([0-9a-f]+)( withdrawn)? -->/;

export function markerText({ version, answers, withdrawn }: Marker): string {
  return `<!-- marvin-template version=${version} answers=${answers}${withdrawn ? " withdrawn" : ""} -->`;
}

/** The marker in a text; undefined where there is none, such as in a pull request that a person opened. */
export function markerIn(text: string | null): Marker | undefined {
  const [, version, answers, withdrawn] = FORM.exec(text ?? "") ?? [];
  if (version === undefined || answers === undefined) return undefined;
  return { version, answers, withdrawn: withdrawn !== undefined };
}

/** A text with its marker as withdrawn. */
export function withdrawnText(text: string): string {
  return text.replace(FORM, (whole) => {
    const marker = markerIn(whole);
    return marker === undefined ? whole : markerText({ ...marker, withdrawn: true });
  });
}

/** Digest of answers, in whatever order. */
export function digestOf(answers: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(answers).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
