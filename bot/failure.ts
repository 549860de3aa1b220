/** What cannot be done now and may work later: an answer of GitHub to wait for, somebody else's push in between. */
export class TryLater extends Error {
  override readonly name = "TryLater";

  /** @param seconds how long to wait at least; without it as long as the caller thinks fit */
  constructor(
    message: string,
    readonly seconds?: number,
  ) {
    super(message);
  }
}

/** What will not work by being tried again. The message says why and what to do, for whoever reads the summary. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Where the bot says what it does. Never given a token, a key, or what a service answered in full. */
export interface Log {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
}
