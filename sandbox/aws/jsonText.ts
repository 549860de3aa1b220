import type { Fault, Rule } from "../kind";
import { isProps, text, type Json, type Props } from "../value";

/** The mapping that a property holds as JSON, where it is known and one. */
export function mappingIn(inputs: Props, key: string): Props | undefined {
  const source = text(inputs, key);
  if (source === undefined) return undefined;
  try {
    const parsed = JSON.parse(source) as Json;
    return isProps(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A property that holds a mapping as JSON, and what is wrong with it. */
export function jsonMapping(key: string, complaint: (mapping: Props) => string | false): Rule {
  return (inputs): Fault[] => {
    if (text(inputs, key) === undefined) return [];
    const mapping = mappingIn(inputs, key);
    const reason = mapping === undefined ? "is no JSON object; write one" : complaint(mapping);
    return reason === false ? [] : [{ property: key, reason }];
  };
}
