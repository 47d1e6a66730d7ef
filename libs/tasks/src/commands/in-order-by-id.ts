/** As many as go out to the store in one write. */
const AT_ONCE = 16;

/** Some at a time; those of one id one after the other. @returns in the order of the items */
export async function inOrderById<Item, Result>(
  items: readonly Item[],
  idOf: (item: Item) => string | undefined,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const chains = Map.groupBy(items.entries(), ([index, item]) => idOf(item) ?? index);
  const results = Array.from<Result>({ length: items.length });
  const queue = chains.values();
  const worker = async () => {
    for (const chain of queue) for (const [index, item] of chain) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
