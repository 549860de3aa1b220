import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "../../config/secrets";
import { parseSettings, type Settings } from "../../config/settings";
import { References } from "../../components/references";
import type { Grantees } from "../../components/objectPermissions";

/** A resource as it reaches the engine. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** What a program of one resource tree declares, under mocks. */
export class Program {
  constructor(readonly all: readonly Declared[]) {}

  /** `type name`, sorted; types without their package's module, e.g. `github:Repository`. */
  get list(): string[] {
    return this.all.map(({ type, name }) => `${short(type)} ${name}`).sort();
  }

  /** Inputs of the one resource of this type and name. */
  inputs(type: string, name: string): Record<string, unknown> {
    const found = this.all.filter((resource) => short(resource.type) === type && resource.name === name);
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`${found.length} resources are ${type} ${name}, of:\n${this.list.join("\n")}`);
    }
    return found[0].inputs;
  }

  ofType(type: string): Declared[] {
    return this.all.filter((resource) => short(resource.type) === type);
  }
}

function short(type: string): string {
  const [pkg, , resource] = type.split(":");
  return `${pkg}:${resource}`;
}

/** What the services would answer, in as far as other resources use it. */
const COMPUTED: Readonly<Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>>> = {
  "github:Repository": ({ name }) => ({
    repoId: 4242,
    htmlUrl: `https://github.com/example-university/${String(name)}`,
  }),
  "databricks:ServicePrincipal": () => ({ applicationId: "11111111-2222-4333-8444-555555555555" }),
  "databricks:Directory": () => ({ objectId: 77 }),
  "databricks:StorageCredential": ({ awsIamRole }) => ({
    awsIamRole: { ...(awsIamRole as object), externalId: "external-id" },
  }),
  "aws:Key": () => ({ keyId: "k-1", arn: "arn:aws:kms:eu-central-1:123456789012:key/k-1" }),
  "aws:Function": ({ name }) => ({
    arn: `arn:aws:lambda:eu-central-1:111122223333:function:${String(name)}`,
  }),
  "aws:FunctionUrl": () => ({ functionUrl: "https://abcdef.lambda-url.eu-central-1.on.aws/" }),
  "aws:Queue": ({ name }) => ({
    arn: `arn:aws:sqs:eu-central-1:111122223333:${String(name)}`,
    url: `https://sqs.eu-central-1.amazonaws.com/111122223333/${String(name)}`,
  }),
  "aws:Secret": ({ name }) => ({
    arn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${String(name)}-AbCdEf`,
  }),
  "aws:Topic": ({ name }) => ({ arn: `arn:aws:sns:eu-central-1:111122223333:${String(name)}` }),
  "aws:Role": ({ name }) => ({ arn: `arn:aws:iam::111122223333:role/${String(name)}` }),
  "databricks:ModelServing": () => ({ servingEndpointId: "0a1b2c" }),
};

const IDS: Readonly<Record<string, (inputs: Record<string, unknown>) => string>> = {
  "github:ActionsRunnerGroup": () => "31",
  "databricks:ServicePrincipal": () => "9001",
  "databricks:Job": () => "1001",
  "databricks:Schema": ({ catalogName, name }) => `${String(catalogName)}.${String(name)}`,
  "databricks:Volume": ({ catalogName, schemaName, name }) =>
    `${String(catalogName)}.${String(schemaName)}.${String(name)}`,
  "databricks:RegisteredModel": ({ catalogName, schemaName, name }) =>
    `${String(catalogName)}.${String(schemaName)}.${String(name)}`,
};

/** Ids of what the account has already. */
const LOOKUPS: Readonly<Record<string, (inputs: Record<string, unknown>) => string>> = {
  "databricks:index/getUser:getUser": ({ userName }) => `user ${String(userName)}`,
  "databricks:index/getGroup:getGroup": ({ displayName }) => `group ${String(displayName)}`,
  "databricks:index/getServicePrincipal:getServicePrincipal": ({ applicationId }) =>
    `principal ${String(applicationId)}`,
};

/** What services number themselves; here two of a type have the same number, unless a spec wants them apart. */
const NUMBERED = [
  "databricks:ServicePrincipal",
  "databricks:Job",
  "databricks:Directory",
  "databricks:ModelServing",
  "github:Repository",
];

/**
 * Runs something without stack traces. Pulumi keeps one with every promise, which takes four fifths of the time where
 * many resources are declared.
 */
export async function withoutTraces<Result>(work: () => Promise<Result>): Promise<Result> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Runs a program under mocks and waits until all that it declares is registered. */
export async function declare<Result>(
  program: () => Result | Promise<Result>,
  {
    preview = false,
    repositoryId = 4242,
    ids = "as services give them",
  }: {
    preview?: boolean;
    repositoryId?: number;
    /** By name, no two resources have the same number. */
    ids?: "as services give them" | "by name";
  } = {},
): Promise<{ program: Program; result: Result }> {
  const resources: Declared[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const given = inputs as Record<string, unknown>;
        resources.push({ type, name, inputs: given });
        const answered = COMPUTED[short(type)]?.(given) ?? {};
        const computed =
          ids === "by name" && NUMBERED.includes(short(type))
            ? Object.fromEntries(Object.keys(answered).map((key) => [key, `${key} of ${name}`]))
            : answered;
        const own =
          ids === "by name" && NUMBERED.includes(short(type)) ? undefined : IDS[short(type)]?.(given);
        return { id: own ?? `id of ${name}`, state: { ...given, ...computed } };
      },
      call: ({ token, inputs }) => {
        const given = inputs as Record<string, unknown>;
        const lookup = LOOKUPS[token];
        if (lookup !== undefined) return { ...given, id: lookup(given) };
        if (token !== "github:index/getRepository:getRepository")
          throw new Error(`unexpected call of ${token}`);
        return { ...given, id: "x", repoId: repositoryId };
      },
    },
    "marvin",
    "dev",
    preview,
  );
  const result = await program();
  await quiet(() => resources.length);
  await pulumi.runtime.disconnect();
  return { program: new Program(resources), result };
}

/** Waits until nothing has been added for some turns: what waits for an output may come after the last answer. */
async function quiet(count: () => number): Promise<void> {
  for (let [seen, turns] = [-1, 0]; turns < 20; turns++) {
    if (count() !== seen) [seen, turns] = [count(), 0];
    await new Promise((done) => setImmediate(done));
  }
}

/** An output's value. */
export function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => output.apply((value) => resolve(value)));
}

/** A stack of dev with what must be set, and nothing else. */
export const CONFIGURATION = {
  environment: "dev",
  githubOrganization: "example-university",
  githubOrganizationId: "1234567",
  databricksHost: "https://dev.cloud.databricks.com",
  databricksWorkspaceId: "1000000000000001",
  databricksAccountId: "0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
  databricksDeployer: "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01",
  catalog: "ml_dev",
};

/** A stack's settings with everything optional at its default, but for what a spec changes. */
export function settingsWith(changes: Readonly<Record<string, string>> = {}): Settings {
  return parseSettings({ ...CONFIGURATION, ...changes }, "dev");
}

/** What the references of a project `churn` in dev stand for, as far as they name nothing that it makes. */
export function fixedReferences(): References {
  return new References({
    "bundle.target": "dev",
    "bundle.environment": "dev",
    "bundle.name": "churn",
    "workspace.host": CONFIGURATION.databricksHost,
    "marvin.catalog": CONFIGURATION.catalog,
    "marvin.schema": "churn",
  });
}

/** Secrets of a stack that has those named; the value of one is its name with `value of` before it. */
export function secretsWith(...names: readonly string[]): SecretSource {
  return {
    complaint: (name) => (names.includes(name) ? undefined : `there is no secret ${name}`),
    valueOf: ({ config }) => pulumi.secret(`value of ${config}`),
  };
}

export const PRINCIPAL = "11111111-2222-4333-8444-555555555555";

export function granteesWith(changes: Partial<Grantees> = {}): Grantees {
  return { members: [], applicationId: PRINCIPAL, principalActs: true, peopleMayWrite: false, ...changes };
}

export function accountProvider(): databricks.Provider {
  return new databricks.Provider("account", { host: "https://accounts.cloud.databricks.com" });
}
