/** A mapping with the same keys, and of each value what is made of it. */
export function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  make: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, make(value, key)]));
}
