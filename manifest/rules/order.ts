/** The same items such that each stands behind those that it needs. Needs that no item has are passed over. */
export function inOrder<Item>(
  items: ReadonlyMap<string, Item>,
  needsOf: (item: Item) => readonly string[],
): Map<string, Item> {
  const ordered = new Map<string, Item>();
  const visit = (name: string): void => {
    const item = items.get(name);
    if (item === undefined || ordered.has(name)) return;
    needsOf(item).forEach(visit);
    ordered.set(name, item);
  };
  for (const name of items.keys()) visit(name);
  return ordered;
}
