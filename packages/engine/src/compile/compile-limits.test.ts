import { type Json, LIMITS, type Violation } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { compile, compileStored } from './compile.ts';

function judge(definition: Json): { errors: readonly Violation[]; errorCount: number } {
  const compilation = compile(definition);
  return compilation.ok ? { errors: [], errorCount: 0 } : compilation;
}

describe('the limits of a definition', () => {
  const steps = (count: number, needs: (index: number) => string[] = () => []): Json =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { agent: 'x', needs: needs(i) }]));
  const earlier = (count: number) => (index: number) =>
    Array.from({ length: Math.min(count, index) }, (_, i) => `s${index - i - 1}`);

  test('accept the most steps allowed, and refuse one more', () => {
    expect(compile({ name: 'w', steps: steps(LIMITS.steps) }).ok).toBe(true);
    expect(judge({ name: 'w', steps: steps(LIMITS.steps + 1) }).errors).toMatchObject([
      { path: 'steps', got: '1001' },
    ]);
  });

  test('refuse too many needs', () => {
    expect(compile({ name: 'w', steps: steps(1_000, earlier(10)) }).ok).toBe(true);
    expect(judge({ name: 'w', steps: steps(1_000, earlier(11)) }).errors).toMatchObject([
      { path: 'steps', got: '10934' },
    ]);
  });

  test('accept the most lanes allowed, and refuse one more, with or without `concurrency`', () => {
    const lanes = (each: readonly (number | undefined)[]): Json => ({
      name: 'w',
      steps: Object.fromEntries(
        each.map((concurrency, i) => [
          `s${i}`,
          { agent: 'x', forEach: '${input.list}', ...(concurrency !== undefined && { concurrency }) },
        ]),
      ),
    });
    const full = [1_000, 1_000, 1_000, 1_000];
    expect(compile(lanes([...full, 990, undefined])).ok).toBe(true);
    expect(judge(lanes([...full, 991, undefined])).errors).toEqual([
      { path: 'steps', expected: expect.stringContaining('at most 5000 lanes'), got: '5001' },
    ]);
    expect(judge(lanes(Array.from({ length: 501 }, () => undefined))).errors).toMatchObject([
      { path: 'steps', got: '5010' },
    ]);
  });

  test('let a workflow compile that was saved with more lanes', () => {
    const step = { agent: 'x', forEach: '${input.list}', concurrency: 1_000 };
    const definition = { name: 'w', steps: { a: step, b: step, c: step, d: step, e: step, f: step } };
    const rounds = compileStored(definition, 'v');
    let round = rounds.next();
    while (!round.done) round = rounds.next();
    expect(round.value.ok).toBe(true);
  });

  test('refuse a definition that is too deep before anything walks it', () => {
    let value: Json = 1;
    for (let level = 0; level < 100_000; level += 1) value = [value];
    expect(judge({ name: 'w', steps: { a: { agent: 'x', with: value } } }).errors).toEqual([
      { path: '', expected: 'at most 64 levels', got: 'more' },
    ]);
  });

  test('bound the list of mistakes, which still gives their number', () => {
    const wrong = Array.from({ length: LIMITS.expressions }, () => '${steps.s99x.output}');
    const { errors, errorCount } = judge({
      name: 'w',
      steps: steps(1_000, () => ['sx', 'sy']),
      output: wrong,
    });
    expect(errors).toHaveLength(LIMITS.errors);
    expect(errorCount).toBe(2_000 + LIMITS.expressions);
  });

  test('bound the number of expressions of a step and their total length', () => {
    const withStep = (value: Json): Json => ({ name: 'w', steps: { a: { agent: 'x', with: value } } });
    const many = (count: number) => Array.from({ length: count }, (_, i) => `\${input.a${i}}`);
    expect(compile(withStep(many(LIMITS.expressions))).ok).toBe(true);
    expect(judge(withStep(many(LIMITS.expressions + 1))).errors).toMatchObject([
      { path: 'steps.a.with', expected: 'at most 5000 expressions', got: '5001' },
    ]);
    const long = `\${size("${'x'.repeat(8_000)}")}`;
    expect(compile(withStep(Array(16).fill(long))).ok).toBe(true);
    expect(judge(withStep(Array(17).fill(long))).errors).toMatchObject([{ path: 'steps.a.with' }]);
  });

  test.each<[string, (fields: Json) => Json]>([
    ['a workflow', (fields) => ({ name: 'w', steps: {}, ...(fields as object) })],
    ['a step', (fields) => ({ name: 'w', steps: { a: { agent: 'x', ...(fields as object) } } })],
    ['an input schema', (input) => ({ name: 'w', steps: { a: { agent: 'x' } }, input })],
  ])('words are found for the first unknown fields of %s only', (_, write) => {
    const fields = Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`retrie${i}`, 1]));
    const { errors, errorCount } = judge(write(fields));
    expect(errors).toHaveLength(LIMITS.errors);
    expect(errorCount).toBeGreaterThanOrEqual(4_000);
  });
});
