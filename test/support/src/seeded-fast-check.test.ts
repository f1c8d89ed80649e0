import { expect, it } from '@jest/globals';
import fc from 'fast-check';

const seed = process.env.AG06_TEST_SEED;

it('properties draw the same cases each time if AG06_TEST_SEED is set, and others each time if not', () => {
  const draw = (): readonly number[] => {
    const drawn: number[] = [];
    fc.assert(fc.property(fc.nat(), (n) => void drawn.push(n)));
    return drawn;
  };

  const [one, other] = [draw(), draw()];

  if (seed === undefined) expect(one).not.toEqual(other);
  else expect([one, fc.readConfigureGlobal()?.seed]).toEqual([other, Number(seed)]);
});
