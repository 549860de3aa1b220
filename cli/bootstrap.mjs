#!/usr/bin/env node
// The door to every command: `node cli/bootstrap.mjs <marvin arguments>` (also this package's `bin`), and
// `node cli/bootstrap.mjs --run FILE [arguments]` for another TypeScript entry, FILE relative to the repository.
//
// This file holds only what an old Node can parse and load (no static imports, no top-level await), so that whoever
// has one reads a sentence and not a stack trace. Everything else is behind the dynamic import.

// What `engines.node` in package.json says.
var oldest = [20, 19];

var current = process.versions.node.split(".").map(Number);
if (current[0] < oldest[0] || (current[0] === oldest[0] && current[1] < oldest[1])) {
  console.error(
    "Marvin needs Node.js " +
      oldest.join(".") +
      " or later; this is " +
      process.versions.node +
      ". See https://nodejs.org/",
  );
  process.exitCode = 1;
} else {
  import("./setup/launch.mjs").then(function (setup) {
    return setup.launch(process.argv.slice(2));
  });
}
