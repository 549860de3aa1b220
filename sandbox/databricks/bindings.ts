import type { Kind } from "../kind";
import { exactlyOne, matching, oneOf } from "../rules";
import { ownerNeeds } from "./principals";
import { exists } from "./rights";
import { show, text, type Props } from "../value";

/** Catalogs, and which workspaces reach what is isolated. Catalogs of the platform are taken to exist. */
export const bindingKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/catalog:Catalog": {
    docs: "https://docs.databricks.com/api/workspace/catalogs/create",
    level: "metastore",
    required: ["name"],
    replacedBy: ["connectionName", "providerName", "shareName", "storageRoot"],
    rules: [
      matching(
        "name",
        /^[^./ \p{Cc}]{1,255}$/u,
        "use 1 to 255 characters, without periods, spaces and slashes",
      ),
      oneOf("isolationMode", ["OPEN", "ISOLATED"]),
      oneOf("enablePredictiveOptimization", ["ENABLE", "DISABLE", "INHERIT"]),
    ],
    computed: {
      isolationMode: () => "OPEN",
      owner: () => "deployer@local-cloud",
      catalogType: () => "MANAGED_CATALOG",
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs }) => [
      {
        thing: `catalog ${show(inputs["name"]).toLowerCase()}`,
        refusal: `POST /api/2.1/unity-catalog/catalogs: 400 CATALOG_ALREADY_EXISTS: Catalog '${show(inputs["name"])}' already exists`,
      },
    ],
    needs: ({ inputs }) => ownerNeeds(inputs, "POST /api/2.1/unity-catalog/catalogs"),
    startsEmpty: true,
    keeps: ({ inputs }, world) => {
      const name = show(inputs["name"]);
      const left = world
        .inside(`catalog ${name.toLowerCase()}`)
        .filter((inner) => !/^(?:grants|tag|binding) /.test(inner));
      if (left.length === 0 || inputs["forceDestroy"] === true) return undefined;
      return `DELETE /api/2.1/unity-catalog/catalogs/${name}: 400 Catalog '${name}' is not empty: ${left.join(", ")}`;
    },
  },

  "databricks:index/workspaceBinding:WorkspaceBinding": {
    docs: "https://docs.databricks.com/api/workspace/workspacebindings/updatebindings",
    level: "metastore",
    replacedBy: ["bindingType", "catalogName", "securableName", "securableType", "workspaceId"],
    rules: [
      exactlyOne("", ["catalogName", "securableName"]),
      oneOf("securableType", ["catalog", "external_location", "storage_credential", "credential"]),
      oneOf("bindingType", ["BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY"]),
      matching("workspaceId", /^[1-9]\d*$/, "give the workspace's number"),
      ({ bindingType, securableType = "catalog" }) =>
        bindingType === "BINDING_TYPE_READ_ONLY" && securableType !== "catalog"
          ? [
              {
                property: "bindingType",
                reason: "is read-only, which only catalogs can be; use BINDING_TYPE_READ_WRITE",
              },
            ]
          : [],
    ],
    id: ({ inputs }) => `${show(inputs["workspaceId"])}|${securable(inputs).join("|")}`,
    claims: ({ inputs }) => [
      { thing: `binding of ${securable(inputs).join(" ")} to workspace ${show(inputs["workspaceId"])}` },
    ],
    needs: ({ inputs }, world) => {
      const [type, name] = securable(inputs);
      const thing = `${THINGS[type] ?? type} ${name.toLowerCase()}`;
      const mode = text(world.holder(thing), "isolationMode");
      const open = mode !== undefined && !mode.endsWith("ISOLATED");
      const refusal = `PATCH /api/2.1/unity-catalog/bindings/${type}/${name}: 400 INVALID_STATE: ${type} ${name} is open to all workspaces; set its isolation mode to ISOLATED first`;
      return open
        ? [{ thing: `isolated ${thing}`, refusal }]
        : exists(THINGS[type] ?? type, name, `PATCH /api/2.1/unity-catalog/bindings/${type}/${name}`).map(
            (need) => ({
              ...need,
              inside: true,
            }),
          );
    },
  },
};

/** How the rest of the metastore calls them. */
const THINGS: Readonly<Record<string, string>> = {
  external_location: "externalLocation",
  storage_credential: "storageCredential",
};

function securable(inputs: Props): [type: string, name: string] {
  return [text(inputs, "securableType") ?? "catalog", show(inputs["securableName"] ?? inputs["catalogName"])];
}
