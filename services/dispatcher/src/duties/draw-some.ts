/**
 * Draws some elements of a list at random, each at most once.
 *
 * @param random returns a number in [0, 1)
 */
export function drawSome<T>(list: readonly T[], count: number, random: () => number): T[] {
  const rest = [...list];
  const drawn: T[] = [];
  while (drawn.length < count && rest.length > 0) {
    drawn.push(...rest.splice(Math.floor(random() * rest.length), 1));
  }
  return drawn;
}
