/**
 * What a request answers; undefined where GitHub has no such thing, or shows none to this token.
 * @param absent statuses that mean so. A repository that is still empty answers 409 to what is asked of its refs. @default [404]
 */
export async function found<T>(
  request: Promise<{ readonly data: T }>,
  absent: readonly number[] = [404],
): Promise<T | undefined> {
  try {
    return (await request).data;
  } catch (error) {
    if (absent.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** HTTP status of a failed request; undefined where it failed otherwise. */
export function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { readonly status?: unknown };
  return typeof status === "number" ? status : undefined;
}

/**
 * For requests that make something: they are not sent again by the client, for GitHub may have done the work before
 * the answer was lost. The whole message comes again instead, and what is there then is seen.
 */
export const ONCE = { request: { retries: 0 } } as const;
