"use strict";
// A lock between processes, for work that must be done once: installing packages, obtaining the engine. CommonJS without
// dependencies, because the bootstrap needs it before anything is installed, and the engine's TypeScript after that.
//
// The lock is a folder `<path>.lock` with a file in it for each process that owns it, named `<pid>.<random>@<host>`. It is
// held as long as it has an entry. Every step is one atomic operation that cannot hit somebody else's lock:
// - taking: a folder with the entry already in it is renamed onto the lock, which fails unless that is missing or empty;
// - breaking a dead owner's lock: that owner's entry, and no other, is deleted;
// - releasing: the same.

const { randomBytes } = require("node:crypto");
const fs = require("node:fs/promises");
const { rmSync, writeFileSync } = require("node:fs");
const { hostname } = require("node:os");
const { basename, dirname, join } = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const progress = require("./progress.cjs");

const POLL = 200;
/** An owner touches its entries this often. */
const HEARTBEAT = 5_000;
/** An owner whose heartbeat was not seen to move for so long is gone, even if another process got its number since. */
const PATIENCE = 30_000;
/** Nobody touches the entry of an orphaned child: it gets the time to finish. */
const PATIENCE_WITH_CHILD = 5 * 60_000;

/** @type {typeof import("./lock.cjs").withLock} */
async function withLock(path, options, work) {
  const held = await acquire(path, options);
  try {
    return await work(held);
  } finally {
    await held.release();
  }
}

async function acquire(path, { what, signal, stream }) {
  const folder = `${path}.lock`;
  const own = `${process.pid}.${randomBytes(4).toString("hex")}@${encodeURIComponent(hostname())}`;
  const prepared = `${folder}.${own}`;
  await fs.mkdir(prepared, { recursive: true });
  await fs.writeFile(join(prepared, own), "");

  let waiting;
  try {
    const seen = new Map();
    while (!(await take(prepared, folder))) {
      signal?.throwIfAborted();
      await breakDead(folder, seen);
      const owner = (await entries(folder))[0];
      if (owner === undefined) continue;
      waiting ??= progress.start(`Waiting for process ${owner.split(".")[0]}, which is ${what}`, stream);
      await sleep(POLL);
    }
  } catch (error) {
    await fs.rm(prepared, { recursive: true, force: true });
    throw error;
  } finally {
    waiting?.stop();
  }
  await sweep(folder);
  return holding(folder, own);
}

/** What the owner of a lock can do with it. */
function holding(folder, own) {
  const mine = [own];
  const beat = setInterval(() => {
    const now = new Date();
    // An entry that is gone was broken by another process; there is nothing better to do than to finish the work.
    for (const entry of mine) fs.utimes(join(folder, entry), now, now).catch(() => {});
  }, HEARTBEAT);
  beat.unref();
  const dropAll = () => {
    for (const entry of mine) rmSync(join(folder, entry), { force: true });
  };
  process.once("exit", dropAll);

  return {
    share(pid) {
      const entry = own.replace(/^\d+/, String(pid)).replace("@", ".child@");
      mine.push(entry);
      // Synchronous, so that no moment is left in which the child runs and the lock does not know it.
      writeFileSync(join(folder, entry), "");
    },
    async release() {
      clearInterval(beat);
      process.removeListener("exit", dropAll);
      dropAll();
      // Only cosmetic: an empty folder is a free lock. It fails when the next owner was quick.
      await fs.rmdir(folder).catch(() => {});
    },
  };
}

/** Renames the prepared folder to the lock; false when the lock is held. */
async function take(prepared, folder) {
  // POSIX renames onto an empty folder, Windows onto none.
  await fs.rmdir(folder).catch(() => {});
  try {
    await fs.rename(prepared, folder);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(error.code) && (await entries(folder)).length > 0)
      return false;
    // Empty again by now: the next try will tell.
    if (["ENOTEMPTY", "EEXIST"].includes(error.code)) return false;
    throw error;
  }
}

/** Deletes the entries of processes that are no more; `seen` remembers between calls since when a heartbeat stands still. */
async function breakDead(folder, seen) {
  for (const entry of await entries(folder)) {
    const file = join(folder, entry);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat === undefined) continue;
    const last = seen.get(entry);
    if (last?.beat !== stat.mtimeMs) seen.set(entry, { beat: stat.mtimeMs, since: process.uptime() });
    const patience = entry.includes(".child@") ? PATIENCE_WITH_CHILD : PATIENCE;
    const still = last?.beat === stat.mtimeMs && (process.uptime() - last.since) * 1000 > patience;
    if (still || !isAlive(entry)) await fs.rm(file, { force: true });
  }
}

/** Deletes what processes left that died while they waited for this lock. */
async function sweep(folder) {
  const prefix = `${basename(folder)}.`;
  for (const name of await entries(dirname(folder))) {
    if (!name.startsWith(prefix) || isAlive(name.slice(prefix.length))) continue;
    await fs.rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** Whether an entry's process may live; of another machine (a shared home folder) only the heartbeat tells. */
function isAlive(entry) {
  const match = /^(\d+)\.[\w.]+@(.*)$/.exec(entry);
  if (match === null || match[2] !== encodeURIComponent(hostname())) return true;
  try {
    process.kill(Number(match[1]), 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return error.code !== "ESRCH";
  }
}

async function entries(folder) {
  return fs.readdir(folder).catch(() => []);
}

module.exports = { withLock };
