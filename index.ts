import { getStack, RunError, type Output, type Resource } from "@pulumi/pulumi";
import { aliasesOf } from "./components/aliases";
import { Bot } from "./components/bot";
import { Catalog } from "./components/catalog";
import { tellBot } from "./components/fleetPart";
import { Groups } from "./components/groups";
import { inForce } from "./components/lifecycle";
import { InstancePools } from "./components/instancePools";
import { MLProject } from "./components/mlProject";
import { NotificationDestinations } from "./components/notificationDestinations";
import { Organization } from "./components/organization";
import { PoolPermissions } from "./components/poolPermissions";
import { Recipients } from "./components/recipients";
import { repositoryNumbers } from "./components/repositoryNumbers";
import { RunnerGroups } from "./components/runnerGroups";
import { TokenUse } from "./components/tokenUse";
import { poolsOf } from "./config/pools";
import { declareProviders, type Providers } from "./config/providers";
import { requireFit } from "./config/stackFaults";
import { selectProjects } from "./config/selection";
import { stackSecrets, type SecretSource } from "./config/secrets";
import { readSettings, type Settings } from "./config/settings";
import type { CheckedProject } from "./manifest/check";
import { ManifestFaults } from "./manifest/fault";
import { lastCommits } from "./manifest/history";
import { loadProjects } from "./manifest/load";
import { namedGroups } from "./manifest/rules/access";
import { inReadOrder, sourcesOf } from "./manifest/rules/sources";
import { furtherSchemas, schemaName } from "./manifest/rules/schemas";
import { ownsStorage } from "./manifest/rules/storage";

interface Options {
  /** @default "projects" */
  readonly folder?: string;
  /** Narrows a run to one project. */
  readonly only?: string;
  /** Outputs of what such a run leaves alone; without them they would be gone from the stack's. */
  readonly previous?: Outputs;
}

/** The outputs of a stack. */
interface Outputs {
  /** By name of the project. */
  readonly projects: Readonly<Record<string, unknown>>;
  /** Where the stack declares it. */
  readonly bot?: unknown;
}

/** The platform of one stack. */
async function marvin({ folder = "projects", only, previous }: Options = {}): Promise<Outputs> {
  const settings = readSettings();
  const all = await loadProjects(folder);
  const commitOf = await lastCommits(folder);
  const selected = selectProjects(all, settings.projects).filter(
    ({ name }) => only === undefined || name === only,
  );
  const secrets = stackSecrets();
  requireFit(selected, settings, secrets);
  // The bot, and what it is told, are of the whole fleet: a run of one project leaves them as they are.
  const speaksToBot = only === undefined && (settings.bot ?? settings.fleetBucket) !== undefined;
  const usesAws =
    speaksToBot || selected.some(({ environments }) => ownsStorage(environments[settings.environment]));
  const providers = declareProviders(settings, usesAws);
  const numbers = await repositoryNumbers(selected, settings, providers.github);

  const { platform, destinations, pools } = declarePlatform(settings, providers, secrets);

  const { environment } = settings;
  const byName = new Map(all.map((project) => [project.name, withStates(project)] as const));
  const groups = declareGroups(selected, settings, providers);
  const declared = new Map<string, MLProject>();
  const inStates = selected.flatMap(({ name }) => byName.get(name) ?? []);
  for (const { name, file, environments } of inReadOrder(inStates, environment)) {
    const project = environments[environment];
    const sources = sourcesOf(name, byName, environment).map(({ source, ...how }) => ({
      ...how,
      schema: schemaName(source.environments[environment]),
      furtherSchemas: furtherSchemas(source.environments[environment]),
      declared: declared.get(source.name),
    }));
    declared.set(
      name,
      new MLProject(
        name,
        {
          project,
          commit: commitOf(file),
          repositoryNumber: numbers.get(name),
          settings,
          providers,
          secrets,
          destinations,
          pools,
          sources,
        },
        // All that a project is made of waits for it, and so for what it stands on and the groups that it names.
        { dependsOn: [...platform, ...namedGroups(project).flatMap((group) => groups.get(group) ?? [])] },
      ),
    );
  }
  // A run of one project does not know the others, and a group holds them all: it stays as it is.
  if (only === undefined && Object.keys(settings.runnerGroups).length > 0) {
    const repositories = new Map(all.map(({ name }) => [name, declared.get(name)?.repositoryId] as const));
    new RunnerGroups("platform:runners", { settings, repositories }, { provider: providers.github });
  }
  if (only === undefined && Object.keys(pools).length > 0) {
    const principals = Object.fromEntries(
      Object.keys(pools).map((pool) => [pool, principalsOn(pool, inStates, declared, settings)]),
    );
    new PoolPermissions(
      "platform:pool-permissions",
      { settings, pools, principals },
      { provider: providers.workspace },
    );
  }
  const bot = speaksToBot ? declareBot(selected, declared, settings, providers) : previous?.bot;
  const projects: Record<string, unknown> = { ...previous?.projects };
  for (const [name, { outputs }] of declared) projects[name] = outputs;
  return { projects, ...(bot !== undefined && { bot }) };
}

/** The bot, in the stack that declares it, and what this stack tells it of its projects. */
function declareBot(
  projects: readonly CheckedProject[],
  declared: ReadonlyMap<string, MLProject>,
  settings: Settings,
  { aws: provider }: Providers,
): { webhook: Output<string>; bucket: Output<string> } | undefined {
  const bot =
    settings.bot === undefined
      ? undefined
      : new Bot("platform:bot", { bot: settings.bot, settings }, { provider });
  const bucket = bot?.bucketName ?? settings.fleetBucket;
  if (bucket !== undefined) {
    const members = projects.map((project) => ({
      project,
      principalId: declared.get(project.name)?.principalId,
    }));
    tellBot(
      "platform:fleet",
      { stack: getStack(), bucket, members, settings },
      { provider, dependsOn: bot ?? [] },
    );
  }
  return bot && { webhook: bot.webhookUrl, bucket: bot.bucketName };
}

/** What exists once for all projects of a stack, or of a metastore or an organisation in the stack that owns it. */
function declarePlatform(
  settings: Settings,
  { workspace: provider, github }: Providers,
  secrets: SecretSource,
): { platform: Resource[]; destinations: NotificationDestinations["ids"]; pools: InstancePools["ids"] } {
  const platform: Resource[] = [];
  if (settings.ownsCatalog) {
    platform.push(new Catalog(`catalog:${settings.catalog}`, { settings }, { provider }));
  }
  if (settings.managesOrganization) {
    platform.push(new Organization("platform:organization", { settings }, { provider: github }));
  }
  if (settings.ownsRecipients) {
    platform.push(
      new Recipients("platform:recipients", { recipients: settings.shareRecipients }, { provider }),
    );
  }
  if (settings.tokenUsers !== undefined) {
    platform.push(new TokenUse("platform:tokens", { groups: settings.tokenUsers }, { provider }));
  }
  const destinations =
    Object.keys(settings.notificationDestinations).length > 0
      ? new NotificationDestinations("platform:notifications", { settings, secrets }, { provider }).ids
      : {};
  const pools =
    Object.keys(settings.instancePools).length > 0
      ? new InstancePools("platform:pools", { settings }, { provider }).ids
      : {};
  return { platform, destinations, pools };
}

/** The principals of the projects whose clusters come from a pool. */
function principalsOn(
  pool: string,
  projects: readonly CheckedProject[],
  declared: ReadonlyMap<string, MLProject>,
  settings: Settings,
): Output<string>[] {
  return projects.flatMap(({ name, environments }) => {
    const uses = poolsOf(environments[settings.environment], settings).has(pool);
    return uses ? (declared.get(name)?.outputs.principal ?? []) : [];
  });
}

/** The groups that projects make, by name: before all projects, for each may name the groups of any other. */
function declareGroups(
  projects: readonly CheckedProject[],
  settings: Settings,
  providers: Providers,
): Map<string, Groups> {
  const groups = new Map<string, Groups>();
  for (const { name, environments } of projects) {
    const { groups: own, formerly } = environments[settings.environment];
    if (Object.keys(own).length === 0) continue;
    const made = new Groups(
      `${name}/groups`,
      { groups: own, settings, providers },
      {
        aliases: aliasesOf(
          "",
          formerly?.map((former) => `${former}/groups`),
        ),
      },
    );
    for (const group of Object.keys(own)) groups.set(group, made);
  }
  return groups;
}

/** A project as its states let it be. */
function withStates({ environments: { dev, stage, prod }, ...project }: CheckedProject): CheckedProject {
  return { ...project, environments: { dev: inForce(dev), stage: inForce(stage), prod: inForce(prod) } };
}

/** The program that Pulumi runs: what stops it is told as a message, without frames. */
async function program(options?: Options): Promise<Outputs> {
  try {
    return await marvin(options);
  } catch (error) {
    const told =
      error instanceof ManifestFaults
        ? new RunError(`The manifests have faults:\n${error.message}`)
        : (error as Error);
    // Pulumi shows of a RunError its message alone and inspects it all the same, and Node's `inspect` goes round in frames
    // such as node_modules/@pulumi/resource.ts until the memory for one text is full, which takes ten seconds.
    if (RunError.isInstance(told)) told.stack = told.message;
    throw told;
  }
}

export = program;
