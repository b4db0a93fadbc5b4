/** The other items by their distance from one of them, those after it first. */
export function nearestFirst<T>(items: readonly T[], index: number): T[] {
  const order: T[] = [];
  for (let distance = 1; distance < items.length; distance += 1) {
    order.push(...items.slice(index + distance, index + distance + 1));
    if (index - distance >= 0) order.push(...items.slice(index - distance, index - distance + 1));
  }
  return order;
}
