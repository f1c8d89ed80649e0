import {
  batch,
  definition,
  type HostileRequest,
  JSON_TYPE,
  push,
  pushYaml,
  record,
  run,
  submit,
  times,
  withStep,
} from './hostile-request.ts';

const BRANCHES = { anyOf: times(4_000, (i) => ({ const: i })) };
const SMALL_BRANCHES = { anyOf: times(100, (i) => ({ const: i })) };
const SLOW_PATTERN = `^(${'a?'.repeat(150)})$`;
const LONG_EXPRESSION = `\${[${times(900, () => '1').join()}].size()}`;
const TWENTY = times(20, (i) => `d${i}`);
const MANY_CONDITIONS = {
  ...Object.fromEntries(TWENTY.map((id) => [id, { agent: 'x.a' }])),
  ...Object.fromEntries(
    times(500, (i) => [
      `w${i}`,
      {
        agent: 'x.a',
        needs: TWENTY.slice(0, 19),
        when: `\${${TWENTY.slice(0, 19)
          .map((id) => `steps.${id}.output.v == 1`)
          .join(' && ')}}`,
      },
    ]),
  ),
};

const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map(
    (name, i) => `${name}: &${name} [${times(9, () => `*${'abcdefgh'[i]}`).join(', ')}]`,
  ),
].join('\n');

/** In this order, because a run needs the definition before it. */
export const HOSTILE_REQUESTS: readonly HostileRequest[] = [
  pushYaml('300,000 empty lists', `[${'[],'.repeat(300_000)}]`, 400),
  pushYaml('90,000 empty lists', `name: h\nsteps: {a: {agent: x.a, with: [${'[],'.repeat(90_000)}]}}`, 201),
  pushYaml('1,300 empty lists in 4 KiB', `[${'[],'.repeat(1_300)}]`, 422),
  pushYaml('60,000 lines', '- 1\n'.repeat(60_000), 422),
  pushYaml('30,000 keys', times(30_000, (i) => `k${i}: 1`).join('\n'), 422),
  pushYaml('a million brackets', '['.repeat(1_000_000), 400),
  pushYaml('aliases of aliases', BOMB, 400),
  pushYaml('a line of a mebibyte', `a: "${'x'.repeat(1_000_000)}"`, 422),
  pushYaml('half a mebibyte of escapes', `a: "${'\\n'.repeat(500_000)}"`, 422),
  push('a million brackets', '['.repeat(1_000_000), 400),
  push(
    '100,000 unknown fields',
    definition(
      'h',
      record(70_000, () => 1),
    ),
    422,
  ),
  push('70,000 steps', definition('h', { steps: record(70_000, () => 1) }), 422),
  push(
    '70,000 unknown fields of a step',
    withStep(
      'h',
      record(70_000, () => 1),
    ),
    422,
  ),
  push('8,000 keywords that do not exist', definition('h', { input: record(8_000, () => 1) }), 422),
  push('60,000 keys for an agent', withStep('keys', { with: record(60_000, () => 1) })),
  submit('a run of it', run('keys', null)),
  push('100,000 literal items', withStep('items', { forEach: times(100_000, (i) => i) })),
  push('30,000 expressions', withStep('h', { with: times(30_000, (i) => `\${input.a${i} + 1}`) }), 422),
  push('5,000 expressions', withStep('expressions', { with: times(5_000, (i) => `\${input.a${i} + 1}`) })),
  submit('a run of it', run('expressions', null)),
  push('500 long expressions', withStep('h', { with: times(500, () => LONG_EXPRESSION) }), 422),
  push('70 long expressions', withStep('long', { with: times(70, () => LONG_EXPRESSION) })),
  submit('a run of it', run('long', null)),
  push('500 conditions of 20 parts', definition('conditions', { steps: MANY_CONDITIONS })),
  submit('a run of it', run('conditions', null)),
  push('a schema of 4,000 branches', definition('branches', { input: BRANCHES })),
  submit('a run that none of them takes', run('branches', 'none'), 422),
  push('a schema of 100 branches', definition('some-branches', { input: { items: SMALL_BRANCHES } })),
  submit(
    'a run that none of them takes',
    run(
      'some-branches',
      times(10_000, () => 'none'),
    ),
    422,
  ),
  submit(
    'a small run that none of them takes',
    run(
      'some-branches',
      times(100, () => 'none'),
    ),
    422,
  ),
  push(
    'a schema of 3,000 properties',
    definition('properties', { input: { properties: record(3_000, () => ({ type: 'string' })) } }),
  ),
  submit(
    'a run that all of them refuse',
    run(
      'properties',
      record(3_000, () => 1),
    ),
    422,
  ),
  push(
    'a schema of 200 slow patterns',
    definition('patterns', { input: { properties: record(200, () => ({ pattern: SLOW_PATTERN })) } }),
  ),
  submit(
    'a run that they match slowly',
    run(
      'patterns',
      record(200, () => 'a'.repeat(150)),
    ),
    202,
  ),
  push('one slow pattern', definition('pattern', { input: { pattern: SLOW_PATTERN } })),
  submit('a long text for it', run('pattern', 'a'.repeat(200_000)), 422),
  push(
    'references that double',
    definition('doubling', {
      input: {
        $ref: '#/$defs/d30',
        $defs: {
          d0: { type: 'string' },
          ...Object.fromEntries(
            times(30, (i) => [
              `d${i + 1}`,
              { allOf: [{ $ref: `#/$defs/d${i}` }, { $ref: `#/$defs/d${i}` }] },
            ]),
          ),
        },
      },
    }),
  ),
  submit('a run that follows them', run('doubling', 'x'), 422),
  push('unique items', definition('unique', { input: { uniqueItems: true } })),
  submit(
    '80,000 items that differ',
    run(
      'unique',
      times(80_000, (i) => i),
    ),
  ),
  push('no schema', definition('open', {})),
  submit(
    '340,000 empty lists',
    run(
      'open',
      times(340_000, () => []),
    ),
    400,
  ),
  submit(
    '99,000 empty lists',
    run(
      'open',
      times(99_000, () => []),
    ),
  ),
  submit(
    '21,000 empty lists in 64 KiB',
    run(
      'open',
      times(21_000, () => []),
    ),
  ),
  submit(
    '60,000 keys out of order',
    run(
      'open',
      record(60_000, (i) => 60_000 - i),
    ),
    413,
  ),
  submit(
    '30,000 keys out of order',
    run(
      'open',
      record(30_000, (i) => 30_000 - i),
    ),
  ),
  submit(
    '30,000 objects out of order',
    run(
      'open',
      times(30_000, () => ({ b: 1, a: 1 })),
    ),
  ),
  submit('500,000 characters', run('open', 'x'.repeat(500_000))),
  submit('500,000 escapes', run('open', '\n'.repeat(250_000))),
  submit('a million brackets', '['.repeat(1_000_000), 400),
  submit(
    '100,000 unknown fields',
    run(
      'open',
      null,
      record(70_000, () => 1),
    ),
    422,
  ),
  submit(
    '5,000 unknown fields in 64 KiB',
    run(
      'open',
      null,
      record(5_000, () => 1),
    ),
    422,
  ),
  submit('100,000 tags', run('open', null, { tags: times(99_000, () => 1) }), 422),
  submit('16,000 tags in 64 KiB', run('open', null, { tags: times(16_000, () => 1) }), 422),
  submit('a number of 400,000 digits', `{"workflow":"open","input":${'1'.repeat(400_000)}}`, 422),
  submit(
    '50,000 numbers beyond 2^53',
    `{"workflow":"open","input":[${times(50_000, () => '12345678901234567').join()}]}`,
    422,
  ),
  push(
    'a condition that costs all it may',
    withStep('costly', { when: '${input.all(x, input.all(y, x + y >= 0))}' }),
  ),
  submit(
    'a run of it',
    run(
      'costly',
      times(1_000, (i) => i),
    ),
  ),
  push('a list of its input', withStep('lists', { forEach: '${input}', with: '${item}' })),
  submit(
    '99,000 items',
    run(
      'lists',
      times(99_000, (i) => i % 10),
    ),
  ),
  batch(
    'one key a thousand times',
    times(1_000, () => ({ workflow: 'open', input: 1, dedupeKey: 'one' })),
  ),
  batch(
    'one key a thousand times again',
    times(1_000, () => ({ workflow: 'open', input: 1, dedupeKey: 'one' })),
  ),
  batch(
    'one key with a thousand inputs',
    times(1_000, (i) => ({ workflow: 'open', input: i, dedupeKey: 'two' })),
  ),
  batch(
    'a thousand runs',
    times(1_000, (i) => ({ workflow: 'open', input: i })),
  ),
  batch(
    'a thousand mistakes',
    times(1_000, () => ({ workflow: 1, x: 1 })),
  ),
  batch(
    'a thousand inputs that are refused',
    times(1_000, () => ({ workflow: 'some-branches', input: ['none'] })),
  ),
  batch(
    'a thousand inputs for 4,000 branches',
    times(1_000, () => ({ workflow: 'branches', input: 'none' })),
  ),
  {
    name: 'settings with 70,000 unknown fields',
    method: 'PUT',
    path: '/v1/tuning',
    type: JSON_TYPE,
    body: JSON.stringify(record(70_000, () => 1)),
    status: 413,
  },
  {
    name: 'a list by a thousand tags',
    method: 'GET',
    path: `/v1/runs?${times(1_000, (i) => `tag=t${i}`).join('&')}`,
    status: 422,
  },
];
