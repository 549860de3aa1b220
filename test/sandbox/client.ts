import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { outsideOf, type Accounts } from "../../sandbox/accounts";
import { Cloud } from "../../sandbox/cloud";
import { FaultPlan, type Faults } from "../../sandbox/faults";
import { databricks } from "../../sandbox/databricks";
import type { Service } from "../../sandbox/kind";
import { serve } from "../../sandbox/provider";
import { fromStruct, toStruct, type Props } from "../../sandbox/value";

const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A state file of its own in a fresh folder, gone when the tests are over. */
export function freshState(): string {
  return join(mkdtempSync(join(folder, "state-")), "world.json");
}

export function urnOf(type: string, name: string, stack = "dev"): string {
  return `urn:pulumi:${stack}::marvin::marvin:index:MLProject$${type}::${name}`;
}

/** Speaks to a provider server as the engine does, over a connection of its own. */
export class Client {
  private readonly stub: ResourceProviderClient;

  constructor(
    port: number,
    private readonly stack = "dev",
  ) {
    const options = { "grpc.use_local_subchannel_pool": 1 };
    this.stub = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
  }

  close(): void {
    this.stub.close();
  }

  async version(): Promise<string> {
    const info = await promised<{ getVersion(): string }>((done) =>
      this.stub.getPluginInfo(new Empty(), done),
    );
    return info.getVersion();
  }

  async configure(settings: Record<string, string>): Promise<void> {
    const request = new rpc.ConfigureRequest().setArgs(toStruct(settings));
    await promised((done) => this.stub.configure(request, done));
  }

  /** The failures as `property: reason`, in the provider's order. */
  async check(type: string, inputs: Props): Promise<string[]> {
    const request = new rpc.CheckRequest().setUrn(urnOf(type, "it", this.stack)).setNews(toStruct(inputs));
    const response = await promised<rpc.CheckResponse>((done) => this.stub.check(request, done));
    return response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
  }

  /** Asserts that some failure of a check gives the reason. */
  async refuses(type: string, inputs: Props, reason: RegExp): Promise<void> {
    const failures = await this.check(type, inputs);
    assert.ok(
      failures.some((failure) => reason.test(failure)),
      failures.join("\n"),
    );
  }

  async preview(type: string, name: string, inputs: Props): Promise<Props> {
    const request = this.creation(type, name, inputs).setPreview(true);
    const response = await promised<rpc.CreateResponse>((done) => this.stub.create(request, done));
    return fromStruct(response.getProperties());
  }

  async create(type: string, name: string, inputs: Props): Promise<{ id: string; outputs: Props }> {
    const request = this.creation(type, name, inputs);
    const response = await promised<rpc.CreateResponse>((done) => this.stub.create(request, done));
    return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
  }

  async diff(type: string, name: string, id: string, olds: Props, news: Props) {
    const request = new rpc.DiffRequest()
      .setUrn(urnOf(type, name, this.stack))
      .setId(id)
      .setOldInputs(toStruct(olds))
      .setNews(toStruct(news));
    const response = await promised<rpc.DiffResponse>((done) => this.stub.diff(request, done));
    return {
      changes: response
        .getDetaileddiffMap()
        .getEntryList()
        .map(([path]) => path),
      replaces: response.getReplacesList(),
      deletesFirst: response.getDeletebeforereplace(),
    };
  }

  async update(type: string, name: string, id: string, news: Props, preview = false): Promise<Props> {
    const request = new rpc.UpdateRequest()
      .setUrn(urnOf(type, name, this.stack))
      .setId(id)
      .setNews(toStruct(news))
      .setPreview(preview);
    const response = await promised<rpc.UpdateResponse>((done) => this.stub.update(request, done));
    return fromStruct(response.getProperties());
  }

  /** What the world holds, or nothing. */
  async read(type: string, id: string): Promise<{ inputs: Props; outputs: Props } | undefined> {
    const request = new rpc.ReadRequest().setUrn(urnOf(type, "it", this.stack)).setId(id);
    const response = await promised<rpc.ReadResponse>((done) => this.stub.read(request, done));
    if (response.getId() === "") return undefined;
    return { inputs: fromStruct(response.getInputs()), outputs: fromStruct(response.getProperties()) };
  }

  async remove(type: string, name: string, id: string): Promise<void> {
    const request = new rpc.DeleteRequest().setUrn(urnOf(type, name, this.stack)).setId(id);
    await promised((done) => this.stub.delete(request, done));
  }

  async invoke(token: string, args: Props): Promise<Props> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(toStruct(args));
    const response = await promised<rpc.InvokeResponse>((done) => this.stub.invoke(request, done));
    return fromStruct(response.getReturn());
  }

  /** As the engine does on Ctrl-C. */
  async cancel(): Promise<void> {
    await promised((done) => this.stub.cancel(new Empty(), done));
  }

  private creation(type: string, name: string, inputs: Props): rpc.CreateRequest {
    return new rpc.CreateRequest().setUrn(urnOf(type, name, this.stack)).setProperties(toStruct(inputs));
  }
}

/** A provider server in this process, with a world of its own. */
export class Sandbox {
  private readonly clients: Client[] = [];

  private constructor(
    readonly stateFile: string,
    readonly port: number,
    private readonly cloud: Cloud,
    private readonly server: grpc.Server,
  ) {}

  static async start(
    service: Service,
    options: { stateFile?: string; faults?: Faults; accounts?: Accounts } = {},
  ): Promise<Sandbox> {
    const stateFile = options.stateFile ?? freshState();
    const cloud = new Cloud(stateFile, outsideOf(options.accounts));
    const faults = new FaultPlan(options.faults);
    if (faults.drift(cloud)) await cloud.save();
    const { port, server } = await serve(service, cloud, faults);
    return new Sandbox(stateFile, port, cloud, server);
  }

  async connect(settings: Record<string, string>, stack?: string): Promise<Client> {
    const client = new Client(this.port, stack);
    this.clients.push(client);
    await client.configure(settings);
    return client;
  }

  stop(): void {
    this.clients.forEach((client) => client.close());
    this.server.forceShutdown();
    this.cloud.close();
  }
}

function promised<T>(
  call: (done: (error: grpc.ServiceError | null, value: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(new Error(error.details)) : resolve(value)));
  });
}

/** For a group of specs: before each of them a Databricks of its own, as the provider of a workspace sees it. */
export function inWorkspace(): { readonly workspace: Client } {
  let sandbox: Sandbox | undefined;
  let workspace: Client | undefined;
  beforeEach(async () => {
    sandbox = await Sandbox.start(databricks);
    workspace = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
  });
  afterEach(() => sandbox?.stop());
  return {
    get workspace(): Client {
      if (workspace === undefined) throw new Error("there is a workspace within a spec, and not before");
      return workspace;
    },
  };
}
