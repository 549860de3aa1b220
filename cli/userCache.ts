import { homedir } from "node:os";
import { join } from "node:path";

/** The folder in which the user's system keeps what can be obtained again. */
export function userCache(env: NodeJS.ProcessEnv): string {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  if (process.platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  // On macOS too where it is set: who sets it wants it.
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  return process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
