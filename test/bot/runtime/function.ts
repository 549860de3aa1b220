import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { FunctionName } from "../../../bot/lambda/environment";
import { RuntimeApi, type Ended, type RuntimeError } from "./api";
import { runtimeClient } from "./client";

export interface Running {
  /** @throws Error where the function's process ends instead, with what it had logged */
  invoke(event: unknown): Promise<Ended>;
  /** All that it wrote, to both of its outputs. */
  logged(): string;
  /** Errors of its beginning. */
  readonly initErrors: readonly RuntimeError[];
  stop(): Promise<void>;
}

/**
 * A bundled function under AWS' runtime client, in a process of plain Node that has Lambda's variables and these, and
 * nothing of this process.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *
 * @param folder where the bundles are
 */
export async function startFunction(
  name: FunctionName,
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<Running> {
  const program = await runtimeClient();
  const api = await RuntimeApi.start();
  const child = spawn(
    process.execPath,
    ["--require", join(__dirname, "rapidClient.cjs"), program, `${name}.handler`],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
        AWS_LAMBDA_FUNCTION_NAME: `marvin-${name}`,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/marvin-${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/01/[$LATEST]0",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: "true",
        AWS_LAMBDA_RUNTIME_API: api.address,
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: `${name}.handler`,
        ...variables,
      },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const exit = once(child, "exit");
  const ended = exit.then(([code]) => {
    throw new Error(`the function ${name} ended by ${code}:\n${output}`);
  });
  // Only who invokes it wants to know.
  ended.catch(() => {});
  return {
    invoke: (event) => Promise.race([api.invoke(event), ended]),
    logged: () => output,
    initErrors: api.initErrors,
    stop: async () => {
      child.kill();
      await exit;
      api.stop();
    },
  };
}
