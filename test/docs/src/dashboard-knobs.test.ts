import { readFileSync } from 'node:fs';
import { ARM_SETTINGS, RUN_SETTINGS, TUNING_BOUNDS } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';

const KNOBS = readFileSync(
  new URL('../../../services/dashboard/src/tuning/knobs.ts', import.meta.url),
  'utf8',
);

it('the forms of the dashboard know all knobs, their hard bounds, and how each can be compared', () => {
  const blocks = [...KNOBS.matchAll(/\{\s+name: '(\w+)',[^}]+\}/g)];
  const told = blocks.map(([block, name = '']) => {
    const number = (side: string) =>
      Number(new RegExp(`${side}: ([\\d._]+)`).exec(block)?.[1]?.replaceAll('_', ''));
    return { name, min: number('min'), max: number('max'), scope: /scope: '(\w+)'/.exec(block)?.[1] };
  });
  const scopeOf = (name: string) => {
    if (RUN_SETTINGS.some((one) => one === name)) return 'run';
    return ARM_SETTINGS.some((one) => one === name) ? 'shared' : undefined;
  };
  expect(told).toEqual(
    Object.entries(TUNING_BOUNDS).map(([name, bounds]) => ({ name, ...bounds, scope: scopeOf(name) })),
  );
});
