/** Signals that come within this time of one another are one wish. */
const ONE_WISH_MS = 1_000;

type EndingSignal = 'SIGTERM' | 'SIGINT';

/** Where signals come from, and the time in milliseconds; only tests have their own. */
interface Surroundings {
  on(signal: EndingSignal, listener: () => void): unknown;
  now(): number;
}

const PROCESS: Surroundings = {
  on: (signal, listener) => process.on(signal, listener),
  now: () => performance.now(),
};

/**
 * Calls back each time when somebody wishes that this process ends. One Ctrl-C may come several times: a terminal sends it to every
 * process of a command, and `npx` and `npm run` hand on the one that they get.
 */
export function onEndingSignals(
  onWish: () => void,
  signals: readonly EndingSignal[] = ['SIGTERM', 'SIGINT'],
  { on, now }: Surroundings = PROCESS,
): void {
  let wishedAt: number | undefined;
  const hear = () => {
    const at = now();
    if (wishedAt !== undefined && at - wishedAt < ONE_WISH_MS) return;
    wishedAt = at;
    onWish();
  };
  for (const signal of signals) on(signal, hear);
}
