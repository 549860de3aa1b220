const streams = [process.stdout, process.stderr] as const;
const written: string[] = [];
let under = 0;
let originals: (typeof process.stdout.write)[] = [];

/** Does work, and keeps what this process writes meanwhile from the screen: `takeOutput` has it. */
export async function withoutOutput<Result>(work: () => Promise<Result>): Promise<Result> {
  if (under++ === 0) {
    originals = streams.map((stream) => stream.write.bind(stream));
    for (const stream of streams) {
      stream.write = ((chunk: string | Uint8Array) => written.push(String(chunk)) > 0) as typeof stream.write;
    }
  }
  try {
    return await work();
  } finally {
    if (--under === 0) {
      for (const [at, stream] of streams.entries()) stream.write = originals[at] ?? stream.write;
    }
  }
}

/** What functions have written since it was asked for last. */
export function takeOutput(): string {
  return written.splice(0).join("");
}
