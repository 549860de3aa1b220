import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";

/** A property value as it travels between the engine and a provider. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The inputs or outputs of one resource, by their SDK names. */
export type Props = { [key: string]: Json };

/** What the engine sends, and expects, in place of a value that a preview cannot know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key, and its value, that mark an object as a secret's wrapping. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export function isProps(value: Json | undefined): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when the value, or anything inside it, is not known yet. */
export function hasUnknown(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isProps(value)) return Object.values(value).some(hasUnknown);
  return typeof value === "string" && value.includes(UNKNOWN);
}

/** The text of a property, or undefined when it is absent, no text, or not known yet. */
export function text(props: Json | undefined, key: string): string | undefined {
  const value = isProps(props) ? props[key] : undefined;
  return typeof value === "string" && !hasUnknown(value) ? value : undefined;
}

/** A value as a name or a message shows it. Not known yet, it shows as the engine's mark for that. */
export function show(value: Json | undefined): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

/** The elements of a list property; none when it is absent, no list, or not known yet. */
export function list(props: Json | undefined, key: string): Json[] {
  const value = isProps(props) ? props[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** True when a property is given, known or not. */
export function given(props: Json | undefined, key: string): boolean {
  return isProps(props) && props[key] !== undefined && props[key] !== null;
}

/** The value at a path such as `awsIamRole.externalId`, where there is one. */
export function valueAt(props: Json | undefined, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>((value, step) => (isProps(value) ? value[step] : undefined), props);
}

/** The same properties with a value at a path; what lies above it must be there, or nothing changes. */
export function withValue(props: Props, path: string, value: Json): Props {
  const [step = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...props, [step]: value };
  const inner = props[step];
  return isProps(inner) ? { ...props, [step]: withValue(inner, rest.join("."), value) } : props;
}

export interface Found {
  /** Where the value stands, e.g. `tasks[0].taskKey`. */
  readonly path: string;
  readonly value: Json;
}

/** Every known value that a pattern such as `tasks.*.taskKey` reaches; `*` is each element or key. */
export function at(value: Json, pattern: string): Found[] {
  const steps = pattern === "" ? [] : pattern.split(".");
  return steps
    .reduce<Found[]>((found, step) => found.flatMap((here) => descend(here, step)), [{ path: "", value }])
    .filter((found) => found.value !== null && !(typeof found.value === "string" && hasUnknown(found.value)));
}

function descend({ path, value }: Found, step: string): Found[] {
  if (Array.isArray(value)) {
    return step === "*" ? value.map((element, i) => ({ path: `${path}[${i}]`, value: element })) : [];
  }
  if (!isProps(value)) return [];
  const keys = step === "*" ? Object.keys(value) : [step];
  return keys.flatMap((key) => {
    const inner = value[key];
    return inner === undefined ? [] : [{ path: member(path, key), value: inner }];
  });
}

/** A path one member deeper, quoted where the engine's path syntax asks for it. */
export function member(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

export function fromStruct(struct: Struct | undefined): Props {
  const props: Props = {};
  struct?.getFieldsMap().forEach((value, key) => {
    const decoded = fromValue(value);
    // The engine sends null for a property that is not set.
    if (decoded !== null) props[key] = decoded;
  });
  return props;
}

/** Throws what `JSON.parse` throws. */
export function fromJson(source: string): Json {
  return JSON.parse(source) as Json;
}

export function toStruct(props: Props): Struct {
  return Struct.fromJavaScript(props);
}

function fromValue(value: Value): Json {
  switch (value.getKindCase()) {
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE:
      return value.getStringValue();
    case Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromValue);
    case Value.KindCase.STRUCT_VALUE: {
      const props = fromStruct(value.getStructValue());
      return props[SIGNATURE] === SECRET ? (props["value"] ?? null) : props;
    }
    default:
      return null;
  }
}
