import loaded from '@jest/test-sequencer';
import { LONG_FILES } from './long-files.ts';

/** Its types are those of CommonJS, where the class is one `default` deeper. */
const Sequencer = loaded as unknown as typeof loaded.default;
type Tests = Parameters<InstanceType<typeof Sequencer>['sort']>[0];

/** Seconds of a file that is not in the list of the longest: who starts processes or looks at every kind of store takes long. */
const FOLDERS: readonly (readonly [folder: string, seconds: number])[] = [
  ['test/dashboard/', 8],
  ['test/e2e/', 7],
  ['packages/store-', 4],
  ['packages/broker/', 3],
  ['packages/backend/', 3],
  ['test/', 2],
  ['services/', 1],
];

interface TestFile {
  readonly path: string;
  readonly duration?: number | undefined;
}

/** The longest files first, so that no worker waits for another one's at the end: also in a fresh clone. */
export default class LongestFirst extends Sequencer {
  override sort(tests: Tests): Tests | Promise<Tests> {
    // It sets the durations that are known, and puts first what failed the last time.
    const sorted = super.sort(tests);
    if (sorted instanceof Promise) return sorted;
    return sorted.every(({ duration }) => duration !== undefined) ? sorted : orderByEstimate(sorted);
  }
}

/** By the time that each took here, or else may take. */
export function orderByEstimate<T extends TestFile>(files: readonly T[]): T[] {
  return files.toSorted((a, b) => estimateSeconds(b) - estimateSeconds(a));
}

function estimateSeconds({ path, duration }: TestFile): number {
  if (duration !== undefined) return duration / 1_000;
  const listed = Object.keys(LONG_FILES).find((file) => path.endsWith(`/${file}`));
  if (listed !== undefined) return LONG_FILES[listed] ?? 0;
  return FOLDERS.find(([folder]) => path.includes(`/${folder}`))?.[1] ?? 0.5;
}
