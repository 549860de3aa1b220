const streams = [process.stdout, process.stderr] as const;
const written: string[] = [];
let under = 0;
let restore = () => {};

/** Does work, and keeps what this process writes meanwhile from the screen: `takeOutput` has it. */
export async function withoutOutput<Result>(work: () => Promise<Result>): Promise<Result> {
  if (under++ === 0) {
    const restores = streams.map((stream) => {
      const write = stream.write.bind(stream);
      stream.write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;
      return () => (stream.write = write);
    });
    restore = () => restores.forEach((one) => one());
  }
  try {
    return await work();
  } finally {
    if (--under === 0) restore();
  }
}

/** What functions have written since it was asked for last. */
export function takeOutput(): string {
  return written.splice(0).join("");
}
