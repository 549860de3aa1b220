import assert from "node:assert/strict";
import { organizationRivals } from "../../cli/rivals";

const config = (stack: string, values: Readonly<Record<string, unknown>>) => ({
  stack,
  values: new Map(Object.entries(values)),
});

describe("rivals for an organisation", () => {
  const acme = { githubOrganization: "acme", managesOrganization: true };

  it("refuses two stacks that manage one organisation, whatever its capitals and the form of the value", () => {
    const both = organizationRivals([
      config("dev", acme),
      config("stage", { githubOrganization: "acme" }),
      config("prod", { githubOrganization: "Acme", managesOrganization: "true" }),
    ]);
    assert.match(both ?? "", /^The stacks dev and prod all have marvin:managesOrganization for acme, .*\.$/);
  });

  it("takes one stack for each organisation, and none", () => {
    const other = { ...acme, githubOrganization: "other" };
    assert.equal(organizationRivals([config("dev", acme), config("labs", other)]), undefined);
    assert.equal(organizationRivals([config("dev", { managesOrganization: false })]), undefined);
  });
});
