import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetRequiredPackagesResponse,
  LanguageHandshakeResponse,
  RunResponse,
  type LanguageHandshakeRequest,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { spawn } from "node:child_process";
import { join } from "node:path";

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>;

const RUNNER = join(__dirname, "..", "..", "node_modules", "@pulumi", "pulumi", "cmd", "run");

/**
 * A language host that runs a plain `pulumi preview`: like Pulumi's own for Node.js, it starts the SDK's runner
 * with the options of Pulumi.yaml. Pulumi's own comes with the download alone, not with an engine built from its
 * Go module, so that this one stands in for it in tests.
 */
export async function startLanguageHost(): Promise<{ readonly debugLanguages: string; stop(): void }> {
  let engine = "";
  const handshake: Unary<LanguageHandshakeRequest, LanguageHandshakeResponse> = ({ request }, callback) => {
    engine = request.getEngineAddress();
    callback(null, new LanguageHandshakeResponse());
  };
  const getPluginInfo: Unary<unknown, PluginInfo> = (_call, callback) => {
    const info = new PluginInfo();
    info.setVersion("3.0.0");
    callback(null, info);
  };
  const getRequiredPackages: Unary<unknown, GetRequiredPackagesResponse> = (_call, callback) =>
    callback(null, new GetRequiredPackagesResponse());
  const run: Unary<RunRequest, RunResponse> = ({ request }, callback) => {
    const child = spawn(process.execPath, runnerArguments(request, engine), {
      cwd: request.getPwd(),
      stdio: ["ignore", "inherit", "inherit"],
      env: environment(request),
    });
    child.once("exit", (code) => {
      const response = new RunResponse();
      // The runner has told the engine what is wrong already.
      response.setBail(code !== 0);
      callback(null, response);
    });
  };
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, { handshake, getPluginInfo, getRequiredPackages, run });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { debugLanguages: `nodejs:${port}`, stop: () => server.forceShutdown() };
}

function optionsOf(request: RunRequest): Record<string, unknown> {
  return request.getInfo()?.getOptions()?.toJavaScript() ?? {};
}

function runnerArguments(request: RunRequest, engine: string): string[] {
  const nodeArguments = optionsOf(request)["nodeargs"];
  const values = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    "dry-run": request.getDryrun() ? "true" : "",
    parallel: String(request.getParallel()),
  };
  return [
    ...(typeof nodeArguments === "string" ? nodeArguments.split(" ") : []),
    RUNNER,
    ...Object.entries(values).flatMap(([key, value]) => (value === "" ? [] : [`--${key}`, value])),
    request.getProgram(),
  ];
}

function environment(request: RunRequest): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().getEntryList())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(optionsOf(request)["typescript"] !== false),
  };
}
