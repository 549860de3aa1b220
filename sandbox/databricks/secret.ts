import type { Kind } from "../kind";
import { matching, oneOf } from "../rules";
import { show, type Json, type Props } from "../value";
import { inWorkspace, workspace } from "./compute";
import { inWorkspacePrincipal } from "./principals";

const scopeThing = (name: Json | undefined, inputs: Props, settings: Readonly<Record<string, string>>) =>
  `secret scope ${show(name).toLowerCase()} in ${workspace(inputs, settings)}`;

/** Secret scopes and who may use them; the secrets themselves are nobody's business here. */
export const secretKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/secretScope:SecretScope": {
    docs: "https://docs.databricks.com/api/workspace/secrets/createscope",
    level: "workspace",
    required: ["name"],
    replacedBy: ["name", "initialManagePrincipal", "keyvaultMetadata", "backendType"],
    rules: [
      matching("name", /^[\w.@/-]{1,128}$/, "use 1 to 128 letters, digits, -, _, @, / and ."),
      oneOf("initialManagePrincipal", ["users"]),
      oneOf("backendType", ["DATABRICKS", "AZURE_KEYVAULT"]),
    ],
    computed: { backendType: () => "DATABRICKS" },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: scopeThing(inputs["name"], inputs, settings),
        refusal: `POST /api/2.0/secrets/scopes/create: 400 RESOURCE_ALREADY_EXISTS: Scope ${show(inputs["name"])} already exists!`,
      },
    ],
    quotas: ({ settings, inputs }) => [
      {
        within: workspace(inputs, settings),
        most: 1000,
        refusal:
          "POST /api/2.0/secrets/scopes/create: 400 RESOURCE_LIMIT_EXCEEDED: a workspace has at most 1000 scopes",
      },
    ],
    needs: ({ inputs, settings }) => [inWorkspace(inputs, settings)],
  },

  "databricks:index/secretAcl:SecretAcl": {
    docs: "https://docs.databricks.com/api/workspace/secrets/putacl",
    level: "workspace",
    required: ["scope", "principal", "permission"],
    replacedBy: ["scope", "principal", "permission"],
    rules: [oneOf("permission", ["READ", "WRITE", "MANAGE"])],
    id: ({ inputs }) => `${show(inputs["scope"])}|||${show(inputs["principal"])}`,
    claims: ({ inputs, settings }) => [
      {
        thing: `right of ${show(inputs["principal"])} on ${scopeThing(inputs["scope"], inputs, settings)}`,
      },
    ],
    needs: ({ inputs, settings }) => [
      {
        thing: scopeThing(inputs["scope"], inputs, settings),
        refusal: `POST /api/2.0/secrets/acls/put: 404 RESOURCE_DOES_NOT_EXIST: Scope ${show(inputs["scope"])} does not exist!`,
        inside: true,
      },
      // https://docs.databricks.com/api/workspace/secrets/putacl: the code for a principal that is invalid.
      ...inWorkspacePrincipal(
        inputs["principal"],
        `POST /api/2.0/secrets/acls/put: 400 INVALID_PARAMETER_VALUE: the principal ${show(inputs["principal"])} does not exist`,
      ),
    ],
  },
};
