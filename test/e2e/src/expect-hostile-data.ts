import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';

/** Step ids that every object of JavaScript answers to by itself, or that change what an object is. */
const IDS = ['valueOf', 'toString', 'hasOwnProperty', 'toJSON', 'then', 'isPrototypeOf', 'toLocaleString'];
/** Names of agents and workflows that are no better. */
const NAMES = ['constructor', 'prototype', 'then', '0'];
/** Keys of data: kept, to the letter and in their order. */
const INPUT =
  '{"__proto__":{"admin":true},"constructor":{"prototype":{"a":1}},"toString":"x","\\u0000":"a\\u0000b","\\ud800":"\\udc00","list":[{"__proto__":1},{"then":2}]}';

interface Raw {
  readonly status: number;
  readonly text: string;
}

async function send(fleet: FleetApi, method: string, path: string, body?: string, more = {}): Promise<Raw> {
  const answer = await fetch(`${fleet.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...more },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

const runIdOf = ({ text }: Raw): string => JSON.parse(text).runId as string;

/** Steps, inputs, items and tags of any name go through a fleet as they are. */
export async function expectNamesKept(fleet: FleetApi): Promise<void> {
  const steps = Object.fromEntries(
    IDS.map((id, i) => [
      id,
      {
        agent: NAMES[i % NAMES.length],
        ...(i > 0 && { needs: [IDS[i - 1]], when: `\${steps.${IDS[i - 1]}.output != null}` }),
        with: i === 0 ? '${input}' : `\${steps.${IDS[i - 1]}.status}`,
      },
    ]),
  );
  const each = { agent: 'core.echo', forEach: '${input.list}', with: '${item}' };
  for (const name of NAMES) {
    const definition = {
      name,
      steps: { ...steps, each },
      output: { first: '${steps.valueOf.output}', each: '${steps.each.output}' },
    };
    expect((await send(fleet, 'POST', '/v1/workflows', JSON.stringify(definition))).status).toBe(201);
  }
  const tags = JSON.stringify(['__proto__', 'constructor', 'toString']);
  const started = await send(
    fleet,
    'POST',
    '/v1/runs',
    `{"workflow":"constructor","input":${INPUT},"tags":${tags}}`,
  );
  expect(started.status).toBe(202);
  const run = runIdOf(started);
  const result = await send(fleet, 'GET', `/v1/runs/${run}/result?wait=30s`);
  const output = `{"first":{"constructor":${INPUT}},"each":[{"__proto__":1},{"then":2}]}`;
  expect(result.text).toContain(`"output":${output}`);
  const shown = await send(fleet, 'GET', `/v1/runs/${run}`);
  expect(shown.text).toContain(`"input":${INPUT}`);
  const { steps: views } = JSON.parse(shown.text) as { steps: Record<string, { status: string }> };
  expect(IDS.map((id) => (Object.hasOwn(views, id) ? views[id]?.status : 'missing'))).toEqual(
    IDS.map(() => 'completed'),
  );
  const events = await send(fleet, 'GET', `/v1/runs/${run}/events?limit=500`);
  expect(events.text).toContain(`"input":${INPUT}`);
  for (const id of IDS) expect(events.text).toMatch(new RegExp(`"type":"step.completed"[^}]*"step":"${id}"`));
  const items = await send(fleet, 'GET', `/v1/runs/${run}/items?step=each`);
  expect(items.text).toContain('"output":{"__proto__":1}');
  for (const tag of ['__proto__', 'constructor', 'toString']) {
    const list = await send(fleet, 'GET', `/v1/runs?tag=${tag}&workflow=constructor`);
    expect(list.text).toContain(run);
  }
  const agents = await send(fleet, 'GET', '/v1/agents');
  const { items: known } = JSON.parse(agents.text) as { items: { name: string; figures: unknown }[] };
  for (const name of NAMES) expect(known.map((one) => one.name)).toContain(name);
}

/** Two inputs that differ in a key such as `__proto__` are not the same. */
export async function expectKeysTellApart(fleet: FleetApi): Promise<void> {
  const start = (input: string) =>
    send(fleet, 'POST', '/v1/runs', `{"workflow":"constructor","input":${input}}`, {
      'idempotency-key': 'apart',
    });
  expect((await start('{"list":[],"a":1,"__proto__":{"b":1}}')).status).toBe(202);
  expect((await start('{"list":[],"__proto__":{"b":1},"a":1}')).status).toBe(200);
  expect((await start('{"list":[],"a":1}')).status).toBe(409);
  expect((await start('{"list":[],"a":1,"__proto__":{"b":2}}')).status).toBe(409);
}

/** What no store holds is unknown or refused wherever it is asked for, and never an error of ours. */
export async function expectNothingBreaks(fleet: FleetApi): Promise<void> {
  const names = [
    '%00',
    '%ED%A0%80',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '%F0%9F%98%80',
  ];
  const run = runIdOf(
    await send(fleet, 'POST', '/v1/runs', '{"workflow":"constructor","input":{"list":[]}}'),
  );
  const settings = '{"settings":{"concurrency":1},"reason":""}';
  for (const name of names) {
    // Of this name there is an agent and its breaker.
    const absent = name === 'constructor' ? 'hasownproperty' : name;
    const asked: [string, string, string?][] = [
      ['GET', `/v1/runs/${name}`],
      ['GET', `/v1/runs/${name}/events`],
      ['GET', `/v1/runs/${name}/result`],
      ['POST', `/v1/runs/${name}/cancel`, '{}'],
      ['GET', `/v1/runs/${run}/items?step=${name}`],
      ['GET', `/v1/workflows/${name}?version=${name}`],
      ['GET', `/v1/workflows/constructor?version=${name}`],
      ['POST', `/v1/breakers/${absent}/open`, '{}'],
      ['PUT', `/v1/tuning/${absent}`, settings],
      ['GET', `/v1/${name}`],
    ];
    for (const [method, path, body] of asked) {
      const { status, text } = await send(fleet, method, path, body);
      expect({
        method,
        path,
        status: [400, 404, 422].includes(status) ? 'refused' : `${status} ${text}`,
      }).toEqual({
        method,
        path,
        status: 'refused',
      });
    }
    for (const filter of ['tag', 'correlationId', 'workflow', 'cursor', 'status', 'from', name]) {
      const { status } = await send(fleet, 'GET', `/v1/runs?${filter}=${name}`);
      expect({ filter, name, isAnswered: status === 200 || status === 422 }).toMatchObject({
        isAnswered: true,
      });
    }
    for (const filter of ['run', 'workflow', 'type', 'after']) {
      const { status } = await send(
        fleet,
        'GET',
        `/v1/feed?${filter}=${name === 'constructor' ? '%00' : name}`,
      );
      expect({ filter, name, status }).toEqual({ filter, name, status: 422 });
    }
  }
  const version = await send(
    fleet,
    'POST',
    '/v1/runs',
    '{"workflow":"constructor","version":"\\u0000","input":null}',
  );
  expect(version.status).toBe(404);
  for (const text of ['\\u0000', '\\ud800', 'a\\udc00']) {
    for (const field of [
      `"tags":["${text}"]`,
      `"workflow":"${text}"`,
      `"priority":"${text}"`,
      `"${text}":1`,
    ]) {
      const { status } = await send(
        fleet,
        'POST',
        '/v1/runs',
        `{"workflow":"constructor","input":null,${field}}`,
      );
      expect({ field, status }).toEqual({ field, status: 422 });
    }
    const batch = `{"runs":[{"workflow":"constructor","input":{"list":[]},"dedupeKey":"${text}"},{"workflow":"constructor","input":{"list":[]},"correlationId":"${text}"}]}`;
    const { status, text: answers } = await send(fleet, 'POST', '/v1/runs/batch', batch);
    expect(status).toBe(200);
    expect(answers.match(/SUBMISSION_INVALID/g)).toHaveLength(2);
  }
}

/** Bodies that are not what they say are refused, and the numbers of others are kept or refused. */
export async function expectBodiesRead(fleet: FleetApi): Promise<void> {
  const post = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
    fetch(`${fleet.url}/v1/runs`, { method: 'POST', headers: { 'content-type': type }, body });
  const broken = Buffer.from('{"workflow":"constructor","input":{"list":[],"a":"\xe9"}}', 'latin1');
  expect((await post(broken, 'application/json')).status).toBe(400);
  const text = '{"workflow":"constructor","input":{"list":[]}}';
  expect((await post(text, 'application/json; charset=iso-8859-1')).status).toBe(415);
  expect((await post(text, 'application/json; charset=UTF-8')).status).toBe(202);
  expect((await post(`\ufeff${text}`, 'application/json')).status).toBe(202);
  const inexact = await post(
    '{"workflow":"constructor","input":{"list":[{"id":9007199254740993}]}}',
    'application/json',
  );
  expect(inexact.status).toBe(422);
  expect(await inexact.json()).toMatchObject({
    code: 'NUMBER_INEXACT',
    errors: [{ path: 'input.list[0].id' }],
  });
}
