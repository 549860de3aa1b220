/**
 * Tells which references close a circle, in one pass over all of them (Tarjan's strongly connected components):
 * two names stand in one circle when each can be reached from the other.
 */
export function circles(
  references: ReadonlyMap<string, readonly string[]>,
): (from: string, to: string) => boolean {
  const order = new Map<string, number>();
  const group = new Map<string, number>();
  const open: string[] = [];
  const visit = (name: string): number => {
    const own = order.size;
    order.set(name, own);
    open.push(name);
    let lowest = own;
    for (const next of references.get(name) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (!group.has(next)) lowest = Math.min(lowest, order.get(next)!);
    }
    if (lowest === own) for (const member of open.splice(open.lastIndexOf(name))) group.set(member, own);
    return lowest;
  };
  for (const name of references.keys()) if (!order.has(name)) visit(name);
  return (from, to) => group.has(from) && group.get(from) === group.get(to);
}
