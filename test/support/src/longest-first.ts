import loaded from '@jest/test-sequencer';

/** Its types are those of CommonJS, where the class is one `default` deeper. */
const Sequencer = loaded as unknown as typeof loaded.default;
type Tests = Parameters<InstanceType<typeof Sequencer>['sort']>[0];

/** Of files that were not run here before: who starts processes or looks at every kind of store takes long. */
const LONG = [
  'test/chaos/',
  'test/e2e/',
  'packages/store-',
  'packages/broker/',
  'packages/backend/',
  'services/',
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
    return sorted.every(({ duration }) => duration === undefined) ? orderByFolder(sorted) : sorted;
  }
}

export function orderByFolder<T extends TestFile>(files: readonly T[]): T[] {
  const rank = ({ path }: T) => {
    const found = LONG.findIndex((folder) => path.includes(`/${folder}`));
    return found < 0 ? LONG.length : found;
  };
  return files.toSorted((a, b) => rank(a) - rank(b));
}
