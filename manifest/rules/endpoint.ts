import { closest, listed } from "../schema/closest";
import type { Endpoint, ServedEntity } from "../schema/serving";
import { isServed, servedModel } from "./serving";
import type { RuleFault } from "./tasks";

/** What Databricks refuses of an endpoint only after the merge. Paths are inside the endpoint. */
export function checkEndpoint(endpoint: Endpoint): RuleFault[] {
  return [
    ...endpoint.config.served_entities.flatMap((entity, index) =>
      checkEntity(entity, ["config", "served_entities", index]),
    ),
    ...checkVersions(endpoint),
    ...repeatedNames(endpoint),
    ...checkTraffic(endpoint),
    ...checkLimits(endpoint),
    ...checkCallers(endpoint),
  ];
}

function checkEntity(entity: ServedEntity, path: PropertyKey[]): RuleFault[] {
  if (servedModel(entity) === undefined) return checkFoundation(entity, path);
  const faults = (["min_provisioned_throughput", "max_provisioned_throughput"] as const).flatMap((key) =>
    entity[key] === undefined
      ? []
      : [
          {
            path: [...path, key],
            message: "is for foundation models, `system.ai.NAME`: use `workload_size` instead",
          },
        ],
  );
  return [...faults, ...checkConcurrency(entity, path)];
}

function checkConcurrency(entity: ServedEntity, path: PropertyKey[]): RuleFault[] {
  const { min_provisioned_concurrency: least, max_provisioned_concurrency: most } = entity;
  if (least === undefined && most === undefined) return [];
  if (entity.workload_size !== undefined) {
    const message = "excludes the provisioned concurrency beside it: keep one of them";
    return [{ path: [...path, "workload_size"], message }];
  }
  if (least === undefined || most === undefined) {
    const [has, lacks] =
      least === undefined
        ? (["max_provisioned_concurrency", "min_provisioned_concurrency"] as const)
        : (["min_provisioned_concurrency", "max_provisioned_concurrency"] as const);
    return [{ path: [...path, has], message: `needs \`${lacks}\` beside it` }];
  }
  return order(least, most, [...path, "min_provisioned_concurrency"], "max_provisioned_concurrency");
}

function checkFoundation(entity: ServedEntity, path: PropertyKey[]): RuleFault[] {
  const { min_provisioned_throughput: least = 0, max_provisioned_throughput: most } = entity;
  const faults: RuleFault[] = (
    ["workload_size", "min_provisioned_concurrency", "max_provisioned_concurrency"] as const
  ).flatMap((key) =>
    entity[key] === undefined
      ? []
      : [
          {
            path: [...path, key],
            message: "is for models of the project: use `max_provisioned_throughput` instead",
          },
        ],
  );
  if (most === undefined) {
    const message = "a foundation model needs `max_provisioned_throughput`, in tokens a second: add it";
    return [...faults, { path: [...path, "entity_name"], message }];
  }
  return [
    ...faults,
    ...order(least, most, [...path, "min_provisioned_throughput"], "max_provisioned_throughput"),
  ];
}

function order(least: number, most: number, path: PropertyKey[], other: string): RuleFault[] {
  return least <= most ? [] : [{ path, message: `is larger than \`${other}\` (${most}): make it smaller` }];
}

/** Half an endpoint is no endpoint: with some versions named, all must be. */
function checkVersions(endpoint: Endpoint): RuleFault[] {
  const entities = endpoint.config.served_entities;
  if (isServed(endpoint) || entities.every(({ entity_version: version }) => version === undefined)) return [];
  return entities.flatMap(({ entity_version: version }, index) =>
    version !== undefined
      ? []
      : [
          {
            path: ["config", "served_entities", index],
            message:
              "names no `entity_version`, while the others do: add it, or remove the entry in this environment",
          },
        ],
  );
}

function repeatedNames({ config }: Endpoint): RuleFault[] {
  return [
    ...repeated(
      config.served_entities.map(({ name }) => name),
      (index) => ["config", "served_entities", index, "name"],
      "is used twice in this endpoint: give each its own",
    ),
    ...repeated(
      (config.traffic_config?.routes ?? []).map(({ served_entity_name: name }) => name),
      (index) => ["config", "traffic_config", "routes", index, "served_entity_name"],
      "has two routes: keep one",
    ),
  ];
}

function repeated(
  names: readonly string[],
  path: (index: number) => PropertyKey[],
  message: string,
): RuleFault[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: path(index), message }] : [],
  );
}

function checkTraffic({ config }: Endpoint): RuleFault[] {
  const names = config.served_entities.map(({ name }) => name);
  const routes = config.traffic_config?.routes;
  if (routes === undefined) {
    if (names.length === 1) return [];
    const message = `serves ${names.length} entities: say under \`traffic_config.routes\` how requests are split between ${listed(names)}`;
    return [{ path: ["config"], message }];
  }
  const place = ["config", "traffic_config", "routes"];
  const faults: RuleFault[] = routes.flatMap(({ served_entity_name: name }, index) => {
    if (names.includes(name)) return [];
    const near = closest(name, names);
    const hint = near === undefined ? `the entities are ${listed(names)}` : `did you mean \`${near}\`?`;
    const message = `no served entity is named \`${name}\`: ${hint}`;
    return [{ path: [...place, index, "served_entity_name"], message }];
  });
  const without = names.filter((name) => !routes.some(({ served_entity_name: to }) => to === name));
  if (without.length > 0 && faults.length === 0) {
    const message = `has no route to ${listed(without)}: add one, with 0 for no requests`;
    faults.push({ path: place, message });
  }
  const sum = routes.reduce((total, { traffic_percentage: percent }) => total + percent, 0);
  if (sum !== 100) faults.push({ path: place, message: `adds up to ${sum} percent: make it 100` });
  return faults;
}

const MOST_GROUP_LIMITS = 5;

function checkLimits({ ai_gateway: gateway }: Endpoint): RuleFault[] {
  const place = ["ai_gateway", "rate_limits"];
  const faults = gateway.rate_limits.flatMap(({ key, principal, calls, tokens }, index) => {
    const found: RuleFault[] = [];
    const path = [...place, index];
    if (calls === undefined && tokens === undefined) {
      found.push({ path, message: "limits nothing: add `calls`" });
    }
    if (principal === undefined && (key === "user_group" || key === "service_principal")) {
      const message = `needs \`principal\`: the ${key === "user_group" ? "group's name" : "application id"} that it limits`;
      found.push({ path, message });
    }
    if (principal !== undefined && key === "endpoint") {
      const message = "is for limits on a user, a group or a service principal: remove it, or change `key`";
      found.push({ path: [...path, "principal"], message });
    }
    return found;
  });
  const groups = gateway.rate_limits.filter(({ key }) => key === "user_group").length;
  if (groups <= MOST_GROUP_LIMITS) return faults;
  const message = `has ${groups} limits for groups: Databricks takes ${MOST_GROUP_LIMITS} an endpoint`;
  return [...faults, { path: place, message }];
}

function checkCallers({ callers }: Endpoint): RuleFault[] {
  return (["groups", "service_principals"] as const).flatMap((list) =>
    repeated(callers[list], (index) => ["callers", list, index], "stands twice in this list: keep one"),
  );
}
