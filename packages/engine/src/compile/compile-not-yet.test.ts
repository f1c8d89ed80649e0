import type { Json, Violation } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { compile } from './compile.ts';

function judge(definition: Json): { errors: readonly Violation[]; notYet: readonly Violation[] } {
  const compilation = compile(definition);
  if (compilation.ok) return { errors: [], notYet: [] };
  return { errors: compilation.errors, notYet: compilation.notYet };
}

const withStep = (step: Json): Json => ({ name: 'w', steps: { a: step, b: { agent: 'x', needs: ['a'] } } });

describe('a definition that uses a feature not built yet', () => {
  test.each(['heartbeat', 'compensate'])('the modifier %s is set apart from mistakes', (modifier) => {
    const { errors, notYet } = judge(withStep({ agent: 'x', [modifier]: 1 }));
    expect(errors).toEqual([]);
    expect(notYet).toMatchObject([{ path: `steps.a.${modifier}` }]);
  });

  test('has its other mistakes reported too', () => {
    const { errors, notYet } = judge(withStep({ agent: 'x', heartbeat: 1, needs: ['zzz'] }));
    expect(errors).toMatchObject([{ path: 'steps.a.needs[0]' }]);
    expect(notYet).toHaveLength(1);
  });

  test('may use item and index where forEach is', () => {
    expect(judge(withStep({ agent: 'x', forEach: '${input.l}', with: '${item.x + index}' })).errors).toEqual(
      [],
    );
  });

  test('is refused if a step has two kinds at once, built or not', () => {
    expect(judge(withStep({ agent: 'x', wait: '1m' })).errors).toMatchObject([
      { path: 'steps.a', got: 'agent and wait' },
    ]);
  });
});
