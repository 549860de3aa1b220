import type { Kind } from "../kind";
import { from, length, matching, oneOf } from "../rules";
import { show, type Props } from "../value";
import { exists } from "./rights";

const TAGS = "https://docs.databricks.com/aws/en/database-objects/tags";

/** What carries tags, and the name by which the rest of the metastore knows it. */
const ENTITIES: Readonly<Record<string, string>> = {
  catalogs: "catalog",
  schemas: "schema",
  tables: "table",
  columns: "column",
  volumes: "volume",
};

/** Tags on objects of Unity Catalog. Catalogs and tables are taken to exist; schemas and volumes are made here. */
export const tagKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/entityTagAssignment:EntityTagAssignment": {
    docs: "https://docs.databricks.com/api/workspace/entitytagassignments/create",
    level: "metastore",
    replacedBy: ["entityName", "entityType", "tagKey"],
    rules: [
      oneOf("entityType", Object.keys(ENTITIES)),
      from(
        TAGS,
        matching(
          "tagKey",
          /^(?! )[^.,\-=/:\p{Cc}]{1,255}(?<! )$/u,
          "use 1 to 255 characters without . , - = / : and spaces at the ends",
        ),
        length("tagValue", 0, 1000),
      ),
    ],
    id: ({ inputs }) => ["entityType", "entityName", "tagKey"].map((key) => show(inputs[key])).join(","),
    claims: ({ inputs }) => [{ thing: `tag ${show(inputs["tagKey"])} on ${entity(inputs)}` }],
    needs: ({ inputs }) => [
      ...(ENTITIES[show(inputs["entityType"])] === undefined || inputs["entityType"] === "columns"
        ? []
        : exists(
            show(ENTITIES[show(inputs["entityType"])]),
            show(inputs["entityName"]),
            "POST /api/2.1/unity-catalog/entity-tag-assignments",
          )),
      {
        thing: entity(inputs),
        refusal: `POST /api/2.1/unity-catalog/entity-tag-assignments: 404 ${entity(inputs)} does not exist`,
        inside: true,
        assumed: !["schemas", "volumes"].includes(show(inputs["entityType"])),
      },
    ],
    quotas: ({ inputs }) => [
      {
        within: entity(inputs),
        most: 50,
        refusal: `${entity(inputs)} has 50 tags already, and takes no more`,
      },
    ],
  },
};

function entity(inputs: Props): string {
  const type = show(inputs["entityType"]);
  return `${ENTITIES[type] ?? type} ${show(inputs["entityName"]).toLowerCase()}`;
}
