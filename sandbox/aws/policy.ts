import type { Fault, Rule } from "../kind";
import { isProps, show, text, type Props } from "../value";
import { mappingIn } from "./jsonText";

export function statementsOf(policy: Props): Props[] {
  const statements = policy["Statement"];
  return (Array.isArray(statements) ? statements : [statements ?? null]).filter(isProps);
}

const MEMBERS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
];

/**
 * A policy in the language of IAM: JSON with its version and statements, each with an effect and actions. One that
 * stands on a resource says whom it is for, one of an identity does not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function policyDocument(key: string, needs: readonly string[], most: number): Rule {
  return (inputs) => {
    const source = text(inputs, key);
    if (source === undefined) return [];
    const wrong = (reason: string): Fault => ({ property: key, reason });
    const policy = mappingIn(inputs, key);
    if (policy === undefined) return [wrong("is no JSON; write a policy document")];
    const size = source.replace(/\s/g, "").length;
    const faults = size > most ? [wrong(`has ${size} characters; it may have ${most}`)] : [];
    if (policy["Version"] !== "2012-10-17") faults.push(wrong('needs Version "2012-10-17"'));
    const statements = statementsOf(policy);
    if (statements.length === 0) faults.push(wrong("has no Statement; give at least one"));
    for (const [index, statement] of statements.entries()) {
      const complain = (reason: string) => faults.push(wrong(`Statement[${index}] ${reason}`));
      if (!["Allow", "Deny"].includes(show(statement["Effect"]))) complain("needs Effect Allow or Deny");
      for (const member of needs) {
        const has = statement[member] !== undefined || statement[`Not${member}`] !== undefined;
        if (!has) complain(`needs ${member}`);
      }
      for (const member of Object.keys(statement)) {
        if (member !== "Condition" && !MEMBERS.includes(member))
          complain(`has ${member}, which is no element`);
        else if (/Principal|Resource/.test(member) && !needs.includes(member.replace("Not", ""))) {
          complain(`has ${member}, which such a policy may not have`);
        }
      }
    }
    return faults;
  };
}
