/** Runs the rounds of a computation to its end. */
export function playOut<T>(rounds: Generator<void, T>): T {
  for (;;) {
    const round = rounds.next();
    if (round.done === true) return round.value;
  }
}
