import type { Fault, Kind, Need } from "../kind";
import { atMost, between, distinct, each, from, length, matching, oneOf } from "../rules";
import { at, given, isProps, list, show, text, type Props } from "../value";
import { inWorkspace, workspace } from "./compute";

const LIMITS = "https://docs.databricks.com/aws/en/machine-learning/model-serving/model-serving-limits";
const CUSTOM =
  "https://docs.databricks.com/aws/en/machine-learning/model-serving/create-manage-serving-endpoints";
const GATEWAY = "https://docs.databricks.com/aws/en/ai-gateway/configure-ai-gateway-endpoints";
const LEGACY =
  "https://docs.databricks.com/aws/en/archive/machine-learning/enable-model-serving-inference-tables";
const PROVIDER =
  "https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/model_serving";

const entity = "config.servedEntities.*";

/** Model serving. Versions are made by jobs, so a version that is named is taken to exist. */
export const servingKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/modelServing:ModelServing": {
    docs: "https://docs.databricks.com/api/workspace/servingendpoints/create",
    level: "workspace",
    required: ["name"],
    replacedBy: ["name", "routeOptimized"],
    unordered: ["tags"],
    rules: [
      matching("name", /^[A-Za-z0-9_-]+$/, "use letters, digits, hyphens and underscores"),
      length("name", 1, 63),
      from(
        CUSTOM,
        each(
          "name",
          ({ value }) =>
            show(value).startsWith("databricks-") &&
            "begins with databricks-, which Databricks keeps to itself",
        ),
        oneOf(`${entity}.workloadSize`, ["Small", "Medium", "Large"]),
        // prettier-ignore
        oneOf(`${entity}.workloadType`, ["CPU", "CPU_MEDIUM", "CPU_LARGE", "GPU_SMALL", "GPU_MEDIUM", "GPU_LARGE", "GPU_XLARGE"]),
      ),
      atMost("config.servedEntities", 10),
      distinct(`${entity}.name`),
      matching(`${entity}.name`, /^[\w-]+$/, "use letters, digits, hyphens and underscores"),
      each(entity, ({ value }) => sized(value)),
      each(entity, ({ value }) => versioned(value)),
      between("config.trafficConfig.routes.*.trafficPercentage", 0, 100),
      traffic,
      from(
        LEGACY,
        each("config.autoCaptureConfig", () => "is no longer supported; use aiGateway.inferenceTableConfig"),
      ),
      from(
        PROVIDER,
        each("config.servedModels", () => "is the older servedEntities; use that"),
        each("rateLimits", () => "is deprecated; use aiGateway.rateLimits"),
      ),
      from(
        GATEWAY,
        atMost("aiGateway.rateLimits", 20),
        oneOf("aiGateway.rateLimits.*.key", ["user", "endpoint", "user_group", "service_principal"]),
        oneOf("aiGateway.rateLimits.*.renewalPeriod", ["minute"]),
        each("aiGateway.rateLimits", ({ value }) => groupLimits(value)),
        each("aiGateway.inferenceTableConfig", ({ value }) => {
          const missing = ["catalogName", "schemaName"].filter((key) => !given(value, key));
          const enabled = isProps(value) && value["enabled"] === true;
          return enabled && missing.length > 0 && `is enabled without ${missing.join(" and ")}; name both`;
        }),
      ),
    ],
    computed: {
      servingEndpointId: ({ stamp }) => `${stamp.hex}${stamp.hex}`,
      endpointUrl: ({ inputs, settings }) =>
        `${settings["host"] ?? ""}/serving-endpoints/${show(inputs["name"])}/invocations`,
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: `serving endpoint ${show(inputs["name"])} in ${workspace(inputs, settings)}`,
        refusal: `POST /api/2.0/serving-endpoints: 400 RESOURCE_ALREADY_EXISTS: Endpoint with name '${show(inputs["name"])}' already exists.`,
      },
      { thing: `serving endpoint with id ${stamp.hex}${stamp.hex}` },
    ],
    needs: ({ inputs, settings }) => [inWorkspace(inputs, settings), ...models(inputs), ...tables(inputs)],
    quotas: ({ inputs, settings }) => [
      {
        within: workspace(inputs, settings),
        most: 1000,
        refusal: `POST /api/2.0/serving-endpoints: 400 RESOURCE_LIMIT_EXCEEDED: a workspace holds at most 1000 endpoints (${LIMITS})`,
      },
    ],
  },
};

/** Unity Catalog keeps names in lower case. Models of Databricks itself are there. */
function models(inputs: Props): Need[] {
  return at(inputs, `${entity}.entityName`).map(({ value }) => ({
    thing: `model ${show(value).toLowerCase()}`,
    refusal: `POST /api/2.0/serving-endpoints: 404 RESOURCE_DOES_NOT_EXIST: Registered model '${show(value)}' does not exist.`,
    assumed: show(value).startsWith("system.ai."),
  }));
}

/** The table is made with the endpoint, in a schema that must be there. */
function tables(inputs: Props): Need[] {
  return at(inputs, "aiGateway.inferenceTableConfig").flatMap(({ value }) => {
    const [catalog, schema] = [text(value, "catalogName"), text(value, "schemaName")];
    if (catalog === undefined || schema === undefined) return [];
    const name = `${catalog}.${schema}`;
    const refusal = `POST /api/2.0/serving-endpoints: 404 SCHEMA_DOES_NOT_EXIST: Schema '${name}' does not exist`;
    return [{ thing: `schema ${name.toLowerCase()}`, refusal }];
  });
}

function sized(value: Props[string]): string | false {
  const concurrency = ["minProvisionedConcurrency", "maxProvisionedConcurrency"].filter((key) =>
    given(value, key),
  );
  return (
    given(value, "workloadSize") &&
    concurrency.length > 0 &&
    `has workloadSize and ${concurrency.join(" and ")}; keep one of them`
  );
}

function versioned(value: Props[string]): string | false {
  return (
    given(value, "entityName") &&
    !given(value, "entityVersion") &&
    "has no entityVersion; name the version of the model"
  );
}

function groupLimits(value: Props[string]): string | false {
  const groups = Array.isArray(value) ? value.filter((limit) => text(limit, "key") === "user_group") : [];
  return groups.length > 5 && `has ${groups.length} limits for groups; the service takes 5`;
}

/** Every request goes somewhere, and every entity has its route. */
function traffic(inputs: Props): Fault[] {
  const { config } = inputs;
  const names = at(inputs, `${entity}.name`).map(({ value }) => show(value));
  const routes = isProps(config) ? list(config["trafficConfig"] ?? null, "routes") : [];
  const place = "config.trafficConfig.routes";
  if (routes.length === 0) return [];
  const target = (route: Props[string]) => text(route, "servedEntityName") ?? text(route, "servedModelName");
  const astray = routes.flatMap((route, i) => {
    const name = target(route);
    if (name !== undefined && names.includes(name)) return [];
    const reason = `leads to "${name ?? ""}"; served are: ${names.join(", ") || "none"}`;
    return [{ property: `${place}[${i}].servedEntityName`, reason }];
  });
  const sum = routes.reduce<number>((total, route) => {
    const percent = isProps(route) ? route["trafficPercentage"] : 0;
    return total + (typeof percent === "number" ? percent : 0);
  }, 0);
  if (sum !== 100) astray.push({ property: place, reason: `adds up to ${sum}; it must be 100` });
  return astray;
}
