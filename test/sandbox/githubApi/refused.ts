import assert from "node:assert/strict";

interface Refusal {
  readonly status: number;
  readonly message: RegExp;
}

/** GitHub's refusal of a request, by its status and words. */
export async function refused(request: Promise<unknown>, { status, message }: Refusal): Promise<void> {
  await assert.rejects(request, (error: Error & { readonly status?: number }) => {
    assert.equal(error.status, status, error.message);
    assert.match(error.message, message);
    return true;
  });
}
