/**
 * The Jobs API's field names as the provider's package spells them: camel case, and lists in the plural where
 * the provider's own names are singular.
 */
const PLURAL = {
  depends_on: "dependsOns",
  refresh_selection: "refreshSelections",
  full_refresh_selection: "fullRefreshSelections",
  on_start: "onStarts",
  on_success: "onSuccesses",
  on_failure: "onFailures",
  on_duration_warning_threshold_exceeded: "onDurationWarningThresholdExceededs",
  on_streaming_backlog_exceeded: "onStreamingBacklogExceededs",
} as const;

type CamelCase<Key extends string> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key;

type InputName<Key> = Key extends keyof typeof PLURAL
  ? (typeof PLURAL)[Key]
  : Key extends string
    ? CamelCase<Key>
    : Key;

/** A manifest's value with the provider's names. Maps whose keys are the user's own stay as they are. */
export type Inputs<Value> = Value extends readonly (infer Item)[]
  ? Inputs<Item>[]
  : Value extends object
    ? string extends keyof Value
      ? Value
      : { [Key in keyof Value as InputName<Key>]: Inputs<Value[Key]> }
    : Value;

/** Keys below which the user's own keys stand. */
const MAPS = new Set([
  "base_parameters",
  "filters",
  "named_parameters",
  "job_parameters",
  "parameters",
  "spark_conf",
  "spark_env_vars",
  "custom_tags",
]);

/** Renames the keys of a job's part, all the way down. The types check that the provider knows every one. */
export function toInputs<Value>(value: Value): Inputs<Value> {
  return rename(value) as Inputs<Value>;
}

function rename(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rename);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [
        inputName(key),
        MAPS.has(key) && !Array.isArray(inner) ? inner : rename(inner),
      ]),
  );
}

function inputName(key: string): string {
  if (Object.hasOwn(PLURAL, key)) return PLURAL[key as keyof typeof PLURAL];
  return key.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
