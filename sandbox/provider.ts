import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { Cloud } from "./cloud";
import { protocolKind, topLevel } from "./diff";
import type { FaultPlan } from "./faults";
import { Refusal, type Service } from "./kind";
import { Operations, type Resource, type Session } from "./operations";
import { fromStruct, toStruct } from "./value";

/**
 * Serves one package over Pulumi's provider protocol, on a free port of the loopback interface. Secrets are declined
 * in the handshake: the engine then sends plain values and marks the answers secret by itself.
 */
export async function serve(
  service: Service,
  cloud: Cloud,
  faults: FaultPlan,
): Promise<{ port: number; server: grpc.Server }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(ResourceProviderService, handlers(new Operations(service, cloud), faults));
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port, server };
}

interface Connection extends Session {
  cancelled: AbortController;
}

/** The calls of the protocol that the engine makes of these packages; grpc answers UNIMPLEMENTED to the rest. */
function handlers(operations: Operations, faults: FaultPlan): grpc.UntypedServiceImplementation {
  const connections = new Map<string, Connection>();
  let latest: Connection | undefined;

  // Each provider resource has a connection of its own, and no call says which provider it is for.
  const connect = (peer: string): Connection => {
    const connection = connections.get(peer) ?? {
      settings: latest?.settings ?? {},
      planned: [],
      cancelled: new AbortController(),
    };
    connections.set(peer, connection);
    return (latest = connection);
  };

  const unary =
    <Request, Response>(
      answer: (request: Request, connection: Connection) => Response | Promise<Response>,
    ): grpc.handleUnaryCall<Request, Response> =>
    (call, callback) => {
      Promise.resolve()
        .then(() => answer(call.request, connect(call.getPeer())))
        .then(
          (response) => callback(null, response),
          (error: unknown) => callback(status(error)),
        );
    };

  /** One resource's call, with the faults that are due. */
  const guarded = async <T>(
    on: "check" | "diff" | "create" | "read" | "update" | "delete",
    request: { getUrn(): string },
    connection: Connection,
    work: (resource: Resource) => T | Promise<T>,
  ): Promise<T> => {
    const resource = parseUrn(request.getUrn());
    const after = await faults.before(on, resource.type, resource.name, connection.cancelled.signal);
    const result = await work(resource);
    after();
    return result;
  };

  return {
    handshake: unary(() => new rpc.ProviderHandshakeResponse().setAcceptOutputs(false)),
    attach: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(installedVersion(operations.service.name))),
    getSchema: unary(() =>
      new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: operations.service.name })),
    ),
    getMapping: unary(() => new rpc.GetMappingResponse()),
    getMappings: unary(() => new rpc.GetMappingsResponse()),
    checkConfig: unary((request: rpc.CheckRequest) => new rpc.CheckResponse().setInputs(request.getNews())),

    diffConfig: unary((request: rpc.DiffRequest) => {
      const unchanged = equal(
        fromStruct(request.getOldInputs() ?? request.getOlds()),
        fromStruct(request.getNews()),
      );
      const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
      return new rpc.DiffResponse().setChanges(unchanged ? DIFF_NONE : DIFF_SOME);
    }),

    configure: unary((request: rpc.ConfigureRequest, connection) => {
      const given = Object.entries(fromStruct(request.getArgs()));
      connection.settings = Object.fromEntries(
        given.flatMap(([key, value]) => (typeof value === "string" ? [[key, value] as const] : [])),
      );
      return new rpc.ConfigureResponse().setSupportspreview(true);
    }),

    check: unary((request: rpc.CheckRequest, connection) =>
      guarded("check", request, connection, (resource) => {
        const faults = operations.check(resource, fromStruct(request.getNews()), connection);
        const failures = faults.map(({ property, reason, source }) =>
          new rpc.CheckFailure().setProperty(property).setReason(told(reason, source)),
        );
        return new rpc.CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
      }),
    ),

    diff: unary((request: rpc.DiffRequest, connection) =>
      guarded("diff", request, connection, (resource) => {
        const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
        const ignored = new Set(request.getIgnorechangesList());
        const news = fromStruct(request.getNews());
        const { changes, replaces, first } = operations.diff(
          resource,
          request.getId(),
          olds,
          news,
          connection,
        );
        const response = new rpc.DiffResponse()
          .setChanges(rpc.DiffResponse.DiffChanges[changes.size === 0 ? "DIFF_NONE" : "DIFF_SOME"])
          .setDiffsList([...new Set([...changes.keys()].map(topLevel))].filter((key) => !ignored.has(key)))
          .setReplacesList([...replaces])
          .setDeletebeforereplace(first)
          .setHasdetaileddiff(true);
        for (const [path, change] of changes) {
          const kind = protocolKind(change, replaces.includes(topLevel(path)));
          response.getDetaileddiffMap().set(path, new rpc.PropertyDiff().setKind(kind).setInputdiff(true));
        }
        return response;
      }),
    ),

    create: unary(async (request: rpc.CreateRequest, connection) => {
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) {
        const planned = operations.planCreate(parseUrn(request.getUrn()), inputs, connection);
        return new rpc.CreateResponse().setProperties(toStruct(planned));
      }
      const made = await guarded("create", request, connection, (r) =>
        operations.create(r, inputs, connection, faults.lagOf(r.type)),
      );
      return new rpc.CreateResponse().setId(made.id).setProperties(toStruct(made.outputs));
    }),

    read: unary((request: rpc.ReadRequest, connection) =>
      guarded("read", request, connection, (resource) => {
        const object = operations.read(resource, request.getId(), connection);
        if (!object) return new rpc.ReadResponse();
        const response = new rpc.ReadResponse().setId(object.id);
        return response.setInputs(toStruct(object.inputs)).setProperties(toStruct(object.outputs));
      }),
    ),

    update: unary(async (request: rpc.UpdateRequest, connection) => {
      const id = request.getId();
      const news = fromStruct(request.getNews());
      if (request.getPreview()) {
        const olds = fromStruct(request.getOlds());
        const planned = operations.planUpdate(parseUrn(request.getUrn()), id, olds, news, connection);
        return new rpc.UpdateResponse().setProperties(toStruct(planned));
      }
      const outputs = await guarded("update", request, connection, (r) =>
        operations.update(r, id, news, connection),
      );
      return new rpc.UpdateResponse().setProperties(toStruct(outputs));
    }),

    delete: unary(async (request: rpc.DeleteRequest, connection) => {
      await guarded("delete", request, connection, (r) => operations.remove(r, request.getId(), connection));
      return new Empty();
    }),

    invoke: unary(async (request: rpc.InvokeRequest, connection) => {
      const token = request.getTok();
      await faults.before("invoke", token, token, connection.cancelled.signal);
      const result = operations.invoke(token, fromStruct(request.getArgs()), connection);
      return new rpc.InvokeResponse().setReturn(toStruct(result));
    }),

    cancel: unary((_: Empty, connection) => {
      connection.cancelled.abort();
      return new Empty();
    }),
  } satisfies Partial<Pick<IResourceProviderServer, keyof typeof ResourceProviderService>>;
}

/** `urn:pulumi:dev::marvin::marvin:index:MLProject$github:index/repository:Repository::churn` */
function parseUrn(urn: string): Resource {
  const [, , types = "", ...name] = urn.slice("urn:pulumi:".length).split("::");
  return { urn, type: types.split("$").pop() ?? "", name: name.join("::") };
}

/** The engine warns when a plugin is older than the SDK, so the sandbox is as old as the SDK. */
function installedVersion(packageName: string): string {
  const manifest: unknown = JSON.parse(
    readFileSync(require.resolve(`@pulumi/${packageName}/package.json`), "utf8"),
  );
  const hasVersion = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return hasVersion ? String(manifest.version) : "0.0.0";
}

function told(reason: string, source: string | undefined): string {
  return source === undefined ? reason : `${reason} (${source})`;
}

function equal(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A refusal speaks for itself; anything else is a fault of the sandbox, and keeps its stack. */
function status(error: unknown): { code: grpc.status; details: string } {
  if (error instanceof Refusal) return { code: grpc.status.UNKNOWN, details: error.message };
  if (error instanceof Error && error.name === "AbortError") {
    return { code: grpc.status.CANCELLED, details: "cancelled" };
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: grpc.status.INTERNAL, details: `fault in the local cloud: ${details}` };
}
