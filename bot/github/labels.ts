import type { GitHub } from "./client";
import { statusOf } from "./found";
import { placeOf } from "./place";

/** A label, with what it is made with where a repository has none of its name. */
export interface Label {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

/**
 * Gives labels to a pull request, and makes those that are not there: one that is given without being made gets a colour
 * of chance and no description.
 */
export async function addLabels(
  client: GitHub,
  repository: string,
  number: number,
  labels: readonly Label[],
): Promise<void> {
  const place = placeOf(repository);
  for (const label of labels) {
    try {
      await client.rest.issues.createLabel({ ...place, ...label });
    } catch (error) {
      // It is there.
      if (statusOf(error) !== 422) throw error;
    }
  }
  await client.rest.issues.addLabels({
    ...place,
    issue_number: number,
    labels: labels.map(({ name }) => name),
  });
}
