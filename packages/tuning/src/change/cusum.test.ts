import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { Cusum } from './cusum.ts';

describe('Cusum', () => {
  it('raises a false alarm in about 1,300 windows', () => {
    const draws = new SeededDraws(42);
    const cusum = new Cusum();
    let alarms = 0;
    for (let window = 0; window < 650_000; window++) if (cusum.add(draws.normal()) !== undefined) alarms++;
    expect(alarms).toBeGreaterThan(410);
    expect(alarms).toBeLessThan(590);
  });

  it.each([
    [1, 'up'],
    [-1, 'down'],
  ] as const)(
    'finds a shift by %d standard deviation within some 12 windows, and its direction',
    (shift, direction) => {
      const draws = new SeededDraws(43);
      let windows = 0;
      for (let change = 0; change < 1_000; change++) {
        const cusum = new Cusum();
        let found: string | undefined;
        while (found === undefined) {
          windows++;
          found = cusum.add(shift + draws.normal());
        }
        expect(found).toBe(direction);
      }
      expect(windows / 1_000).toBeGreaterThan(10);
      expect(windows / 1_000).toBeLessThan(15);
    },
  );

  it('begins anew after an alarm', () => {
    const cusum = new Cusum();
    expect(cusum.add(7)).toBe('up');
    expect(cusum.add(6)).toBeUndefined();
    expect(cusum.add(-7)).toBe('down');
  });
});
