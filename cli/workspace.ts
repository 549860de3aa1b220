import type { LocalWorkspaceOptions } from "@pulumi/pulumi/automation";

/** Where the engine works: which folder, which backend, which providers. */
export interface Workspace {
  /** The folder with Pulumi.yaml and the stacks' configurations. */
  readonly workDir: string;
  /** Where the engine keeps what belongs to the user. @default the user's own */
  readonly pulumiHome?: LocalWorkspaceOptions["pulumiHome"];
  /** All that the engine sees of the environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether a stack that the backend does not know may be made in passing. */
  readonly createsStacks: boolean;
  /** Whether what exists for real is at stake. */
  readonly real: boolean;
  /** Runs an operation that changes things. */
  changing<Result>(stack: string, work: () => Promise<Result>): Promise<Result>;
  /** Ends what was started for this run. */
  close(): Promise<void>;
}

/** The repository itself, with the user's backend and credentials. */
export function realWorkspace(root: string): Workspace {
  return {
    workDir: root,
    environment: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    createsStacks: false,
    real: true,
    changing: (_stack, work) => work(),
    close: () => Promise.resolve(),
  };
}
