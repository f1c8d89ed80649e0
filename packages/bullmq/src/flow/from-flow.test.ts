import { compile } from '@ag06/engine';
import { describe, expect, it } from '@jest/globals';
import type { FlowJob } from 'bullmq';
import { fromFlow } from './from-flow.ts';
import type { FromFlowOptions } from './from-flow-options.ts';

const AGENTS = { images: 'images.resize', albums: 'albums.build' };

/** Converts, and has the engine judge the definition. */
function convert(flow: FlowJob, more: Partial<FromFlowOptions> = {}) {
  const converted = fromFlow(flow, { name: 'album', agents: AGENTS, ...more });
  const compiled = compile(JSON.parse(JSON.stringify(converted.definition)));
  expect(compiled.ok ? [] : compiled.errors).toEqual([]);
  const notes = new Map(converted.notes.map(({ path, note }) => [path, note]));
  return { ...converted, notes };
}

const leaf = (opts: object = {}, data?: unknown): FlowJob => ({
  name: 'album',
  queueName: 'albums',
  children: [
    {
      name: 'thumb',
      queueName: 'images',
      opts: { failParentOnFailure: true, ...opts },
      ...(data !== undefined && { data }),
    },
  ],
});

it('children are steps that their parent needs, and their outputs are its children’s values', () => {
  const { definition, notes } = convert({
    name: 'album',
    queueName: 'albums',
    data: { id: 7 },
    children: [
      { name: 'thumb', queueName: 'images', data: { n: 1 }, opts: { failParentOnFailure: true } },
      { name: 'thumb', queueName: 'images', prefix: 'own', opts: { ignoreDependencyOnFailure: true } },
    ],
  });
  expect(definition).toEqual({
    name: 'album',
    steps: {
      thumb: {
        agent: 'images.resize',
        with: { name: 'thumb', data: { n: 1 }, opts: { attempts: 1 } },
        retry: { maxAttempts: 1 },
      },
      thumb_2: {
        agent: 'images.resize',
        with: { name: 'thumb', opts: { attempts: 1 } },
        retry: { maxAttempts: 1 },
        onFailure: 'continue',
      },
      album: {
        agent: 'albums.build',
        needs: ['thumb', 'thumb_2'],
        with: {
          name: 'album',
          data: { id: 7 },
          opts: { attempts: 1 },
          children: {
            'bull:images:thumb': '${steps.thumb.output}',
            'own:images:thumb_2': '${steps.thumb_2.output}',
          },
          ignored: { 'own:images:thumb_2': '${steps.thumb_2.error.message}' },
        },
        retry: { maxAttempts: 1 },
      },
    },
    output: '${steps.album.output}',
  });
  expect([...notes]).toEqual([]);
});

it('jobs of other queues stay jobs of BullMQ, with the options that its workers heed', () => {
  const { definition, notes } = convert(
    leaf(
      { attempts: 5, backoff: { type: 'mine', delay: 9 }, delay: 10, priority: 3, lifo: true, jobId: 'x' },
      'text',
    ),
    { agents: {} },
  );
  expect(definition.steps).toEqual({
    thumb: {
      agent: 'bullmq.job',
      with: {
        queue: 'images',
        name: 'thumb',
        data: 'text',
        opts: { attempts: 5, backoff: { type: 'mine', delay: 9 }, delay: 10, priority: 3, lifo: true },
      },
      timeout: 86_400_010,
    },
    album: { agent: 'bullmq.job', with: { queue: 'albums', name: 'album' }, needs: ['thumb'] },
  });
  expect(notes.get('children[0].opts.jobId')).toContain('Idempotency-Key');
  expect(notes.get('children')).toContain('childrenField');
});

it('a job that stays one of BullMQ and says that it has no attempts has one, as BullMQ takes it', () => {
  const { definition } = convert(leaf({ attempts: 0 }), { agents: {} });
  expect(definition.steps.thumb).toEqual({ agent: 'bullmq.job', with: { queue: 'images', name: 'thumb' } });
});

it('a job that stays one of BullMQ has the values of its children in a field of its data, if one is named', () => {
  const { definition, notes } = convert(leaf(), { agents: {}, childrenField: 'thumbs' });
  expect(definition.steps.album).toMatchObject({
    with: { data: { thumbs: { thumb: '${steps.thumb.output}' } } },
  });
  expect([...notes]).toEqual([]);
});

describe('attempts and backoff', () => {
  it.each([
    [{}, { maxAttempts: 1 }],
    [{ attempts: 3 }, { maxAttempts: 3, backoff: 'fixed', initialDelay: 0, maxDelay: 1, jitter: 'none' }],
    [
      { attempts: 3, backoff: 500 },
      { maxAttempts: 3, backoff: 'fixed', initialDelay: 500, maxDelay: 500, jitter: 'none' },
    ],
    [
      { attempts: 4, backoff: { type: 'exponential', delay: 1_000, jitter: 1 } },
      {
        maxAttempts: 4,
        backoff: 'exponential',
        initialDelay: 1_000,
        maxDelay: 8_000,
        jitter: 'full',
        factor: 2,
      },
    ],
  ])('%j become %j', (opts, retry) => {
    expect(convert(leaf(opts)).definition.steps.thumb).toMatchObject({ retry });
  });

  it.each([
    [{ attempts: 9_999 }, 'attempts'],
    [{ attempts: 2, backoff: { type: 'mine', delay: 1 } }, 'backoff.type'],
    [{ attempts: 2, backoff: { type: 'fixed', delay: 1, jitter: 0.5 } }, 'backoff.jitter'],
  ])('of %j it is noted what has no equal', (opts, option) => {
    expect([...convert(leaf(opts)).notes.keys()]).toEqual([`children[0].opts.${option}`]);
  });
});

it('a delay is a step that waits: of a child from the start, of a parent from the end of its children', () => {
  const flow = { ...leaf({ delay: 50 }), opts: { delay: 100 } };
  expect(convert(flow).definition.steps).toMatchObject({
    thumb_delay: { wait: 50 },
    thumb: { needs: ['thumb_delay'] },
    album_delay: { wait: 100, needs: ['thumb'] },
    album: { needs: ['album_delay'] },
  });
});

it('priorities become classes in their order, and jobs without one come first', () => {
  const job = (name: string, priority?: number): FlowJob & { children?: never } => ({
    name,
    queueName: 'images',
    opts: { failParentOnFailure: true, ...(priority !== undefined && { priority }) },
  });
  const children = [job('a', 90), job('b', 5), job('c'), job('d', 5), job('e', 100), job('f', 101)];
  const { definition } = convert({ name: 'album', queueName: 'albums', children });
  expect(Object.values(definition.steps).map((step) => 'priority' in step && step.priority)).toEqual([
    ...['low', 'normal', 'high', 'normal', 'bulk', 'bulk', 'high'],
  ]);
  const { definition: alike } = convert({ name: 'album', queueName: 'albums', opts: { priority: 1 } });
  expect(alike.steps.album).not.toHaveProperty('priority');
});

it.each([
  [{ failParentOnFailure: false }, undefined, 'opts', 'ag06 runs retry'],
  [{ ignoreDependencyOnFailure: true, failParentOnFailure: false }, 'continue', undefined, ''],
  [{ removeDependencyOnFailure: true }, 'continue', 'opts.removeDependencyOnFailure', 'null'],
  [{ continueParentOnFailure: true }, 'continue', 'opts.continueParentOnFailure', 'all its children'],
])('the failure of a child with %j has onFailure %j', (opts, onFailure, noted, word) => {
  const { definition, notes } = convert(leaf(opts));
  expect(definition.steps.thumb?.onFailure).toBe(onFailure);
  if (noted === undefined) expect([...notes]).toEqual([]);
  else expect(notes.get(`children[0].${noted}`)).toContain(word);
});

it('every option without an equal is noted with what there is instead, also one that BullMQ does not know', () => {
  const opts = {
    removeOnComplete: true,
    removeOnFail: 1,
    keepLogs: 1,
    stackTraceLimit: 1,
    sizeLimit: 1,
    jobId: 'a',
  };
  const more = {
    timestamp: 1,
    deduplication: { id: 'a' },
    telemetry: {},
    lifo: true,
    parent: {},
    repeat: {},
    mine: 1,
  };
  const all = { ...opts, ...more };
  const { notes } = convert(Object.assign(leaf(all), { extra: 1 }));
  expect([...notes.keys()].sort()).toEqual(
    [...Object.keys(all).map((name) => `children[0].opts.${name}`), 'extra'].sort(),
  );
});

it('data may come with each run instead, and texts in it begin no expressions', () => {
  const data = { text: 'costs ${price}', 'a${b}': ['${c}'] };
  const inline = convert(leaf({}, data));
  expect(inline.definition.steps.thumb).toMatchObject({
    with: { data: { text: 'costs $${price}', 'a${b}': ['$${c}'] } },
  });
  const { definition, input } = convert(leaf({}, data), { data: 'input' });
  expect(definition.steps.thumb).toMatchObject({ with: { data: '${input.thumb}' } });
  expect(definition.input).toMatchObject({ required: ['thumb'] });
  expect(input).toEqual({ thumb: data });
});

it('names of jobs that no step may have are cleaned, and stay apart', () => {
  const names = ['7 up!', '7-up?', 'é', 'constructor', '__proto__', 'x'.repeat(200)];
  const children = names.map((name) => ({ name, queueName: 'images', opts: { failParentOnFailure: true } }));
  const { definition } = convert({ name: 'album', queueName: 'albums', children });
  expect(Object.keys(definition.steps)).toEqual([
    ...['_7_up_', '_7_up__2', '_', 'constructor_step', 'proto_step', 'x'.repeat(48), 'album'],
  ]);
});

it.each([
  [null, 'The flow: expected a job'],
  [{ name: 'a' }, 'queueName: expected a text, got nothing'],
  [
    { name: 'a', queueName: 'q', children: [{ name: 1, queueName: 'q' }] },
    'children[0].name: expected a text, got 1',
  ],
  [{ name: 'a', queueName: 'q', opts: [] }, 'opts: expected an object'],
  [{ name: 'a', queueName: 'q', data: { n: 1n } }, 'data: expected JSON'],
  [deep(70), 'at most 64 levels'],
  [
    { name: 'a', queueName: 'q', children: Array(1_000).fill({ name: 'b', queueName: 'q' }) },
    'at most 1000 jobs',
  ],
])('a flow that is none is refused with its place (case %#)', (flow, message) => {
  expect(() => fromFlow(flow, { name: 'album' })).toThrow(message);
});

it('a name that no workflow may have is refused', () => {
  expect(() => fromFlow(leaf(), { name: 'My Album' })).toThrow(/name begins with a lower-case letter/);
});

function deep(levels: number): object {
  const node = { name: 'a', queueName: 'q' };
  return levels === 0 ? node : { ...node, children: [deep(levels - 1)] };
}
