"use strict";
// CommonJS, like the lock beside it: both the bootstrap (ES modules, before any dependency is installed) and the engine's
// TypeScript (CommonJS) load it.

const SECOND = 1000;
const QUIET_INTERVAL = 30 * SECOND;

/**
 * Says what takes long while it does: a line at the start, and then on a terminal the running time below it, elsewhere
 * a plain line every half minute, so that nobody takes a long build for a hang, and a log stays short.
 *
 * @type {typeof import("./progress.cjs").start}
 */
function start(text, stream = process.stderr) {
  const started = Date.now();
  const terminal = stream.isTTY === true;
  const elapsed = () => formatSeconds(Math.round((Date.now() - started) / SECOND));

  // The text itself stays; only the time is rewritten, which fits any width.
  const draw = () => stream.write(terminal ? `\r\u001b[K  ${elapsed()}` : `${text}: ${elapsed()} so far\n`);
  stream.write(`${text}...\n`);
  const timer = setInterval(draw, terminal ? SECOND : QUIET_INTERVAL);
  // The work itself keeps the process alive, or nothing does.
  timer.unref();

  return {
    elapsed,
    stop() {
      clearInterval(timer);
      if (terminal) stream.write("\r\u001b[K");
    },
  };
}

function formatSeconds(seconds) {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

module.exports = { start };
