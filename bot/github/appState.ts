import { withKey } from "./app";
import { statusOf } from "./found";
import type { AppMintOptions } from "./appMint";
import type { GitHub } from "./client";
import type { AppState } from "./mintCall";

/** How GitHub takes the App's keys, and how its installation is. */
export async function appState(app: AppMintOptions): Promise<AppState> {
  const [current, previous] = await app.keys();
  const ofCurrent = await tried(app, current);
  const ofPrevious = previous === undefined ? undefined : await tried(app, previous);
  return {
    currentKey: ofCurrent === undefined ? "refused" : "accepted",
    previousKey: previous === undefined ? "absent" : ofPrevious === undefined ? "refused" : "accepted",
    installation: ofCurrent ?? ofPrevious ?? "unknown",
  };
}

/** How the installation is; undefined where GitHub does not take the key. */
async function tried(app: AppMintOptions, key = ""): Promise<AppState["installation"] | undefined> {
  return (await withKey(app, key, (client) => installation(client, app.installation)))?.result;
}

async function installation(client: GitHub, id: number): Promise<"active" | "suspended" | "gone"> {
  try {
    const { data } = await client.rest.apps.getInstallation({ installation_id: id });
    return data.suspended_at === null ? "active" : "suspended";
  } catch (error) {
    if (statusOf(error) === 404) return "gone";
    throw error;
  }
}
