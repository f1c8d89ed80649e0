import type { CompareOptions } from '../compare.ts';
import { type BackendFigures, measureBackend } from './measure-backend.ts';
import type { ServerName } from './servers.ts';

/** Steps per second of the chain, with and without eager continuation, on each backend: the best of some rounds. */
export async function compareBackends(
  names: readonly ServerName[],
  { runs, rounds, concurrency, say }: CompareOptions,
): Promise<Readonly<Record<string, number>>> {
  const best = new Map<string, BackendFigures>();
  for (let i = 0; i < rounds; i++) {
    for (const name of names) {
      for (const eager of [true, false]) {
        const key = `${name}.${eager ? 'eager' : 'noEager'}`;
        const figures = await measureBackend(name, { runs, concurrency, eager });
        say(
          `${key.padEnd(20)} ${Math.round(figures.stepsPerSecond)} steps/s, ${Math.round(figures.nodeMicrosPerRun)} us node per run`,
        );
        if (figures.stepsPerSecond > (best.get(key)?.stepsPerSecond ?? 0)) best.set(key, figures);
      }
    }
  }
  return Object.fromEntries(
    [...best].flatMap(([key, { stepsPerSecond, nodeMicrosPerRun }]) => [
      [`${key}.stepsPerSecond`, Math.round(stepsPerSecond)],
      [`${key}.nodeMicrosPerRun`, Math.round(nodeMicrosPerRun)],
    ]),
  );
}
