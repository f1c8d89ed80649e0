import { RunFailedError } from '@ag06/client';
import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { proveCase } from '../proof/prove-case.ts';
import { CHAIN, chainOf, submitNew, useWorkflowFleet } from './use-workflow-fleet.ts';

const { proof, client, echo } = useWorkflowFleet();
const NO_BACKOFF = { initialDelay: '1ms', jitter: 'none' };

/** What the API answers to a body that it refuses. */
async function refusal(path: string, body: object) {
  const { status, body: problem } = await proof().fleet.call('POST', path, body);
  return { status, problem };
}

proveCase(
  3,
  'A chain of three steps on three workers gives the right output; each step starts and completes once, in order, and the log has no gap.',
  async (measure) => {
    const from = performance.now();
    const run = await client().submit('chain', { n: 3 });
    expect(await client().waitForOutput(run)).toBe(chainOf(3));
    measure('time from submission to output', `${Math.round(performance.now() - from)} ms`);
    const events = await readLog(client(), run.runId);
    expect(events.map(({ type, step }) => (step === undefined ? type : `${type} ${step}`))).toEqual([
      'run.accepted',
      'run.started',
      'step.scheduled a',
      ...['a', 'b', 'c'].flatMap((step) => [`step.started ${step}`, `step.completed ${step}`]),
      'run.completed',
    ]);
  },
);

proveCase(
  4,
  'Expressions and handlers see the input, outputs before, the run, its attributes and correlation id; what is missing fails the step by name.',
  async () => {
    const definition = {
      name: 'with-context',
      input: { type: 'object', properties: { customer: { type: 'string' } }, required: ['customer'] },
      attributes: { customer: '${input.customer}' },
      steps: {
        first: { agent: 'proof.context', with: { customer: '${input.customer}' } },
        second: {
          agent: 'proof.context',
          needs: ['first'],
          with: {
            saw: '${steps.first.output.input.customer}',
            run: '${run.id}',
            correlation: '${run.correlationId}',
            key: '${steps.first.output.idempotencyKey}',
          },
        },
      },
      output: '${steps.second.output}',
    };
    const options = { correlationId: 'order 4711', tags: ['context'] };
    const run = await submitNew(client(), definition, { customer: 'Zoë' }, options);
    const { runId } = run;
    expect(await client().waitForOutput(run)).toMatchObject({
      input: { saw: 'Zoë', run: runId, correlation: 'order 4711', key: `${runId}:first` },
      runId,
      step: 'second',
      attempt: 1,
      iteration: 0,
      correlationId: 'order 4711',
      idempotencyKey: `${runId}:second`,
    });
    expect(await client().get(run)).toMatchObject({ attributes: { customer: 'Zoë' }, tags: ['context'] });
    const listed = await client().listPage({ attributes: { customer: 'Zoë' } });
    expect(listed.items.map((one) => one.runId)).toEqual([runId]);
    const blind = {
      name: 'blind',
      steps: { s: { agent: 'proof.context', with: { n: '${int(input.text)}' } } },
    };
    const failed = await client().wait(await submitNew(client(), blind, { text: 'seven' }));
    expect(failed).toMatchObject({ status: 'failed', error: { step: 's', code: 'EXPRESSION_FAILED' } });
  },
);

proveCase(
  6,
  'One workflow mixes an own function, an HTTP call, a tool over a list, a timer, a question to a person, a loop and a child; each does its part.',
  async () => {
    const definition = {
      name: 'custom',
      steps: {
        own: { agent: 'proof.square', with: { n: 7 } },
        call: {
          agent: 'http.request',
          needs: ['own'],
          with: { url: `${echo().url}/orders`, method: 'POST', body: { n: '${steps.own.output.n}' } },
        },
        each: { agent: 'proof.square', forEach: [1, 2, 3], concurrency: 2, with: { n: '${item}' } },
        pause: { wait: '20ms' },
        ask: {
          approve: { signal: 'ok', ask: 'Ship ${steps.own.output.n}?', choices: ['yes', 'no'] },
          needs: ['own'],
        },
        again: {
          agent: 'proof.context',
          with: '${iteration}',
          repeat: { until: '${output.iteration >= 2}', max: 5 },
        },
        child: { workflow: 'chain', with: { n: 1 } },
      },
      output: {
        called: '${steps.call.output.body.n}',
        list: '${steps.each.output.map(one, one.n)}',
        asked: '${steps.ask.output.choice}',
        rounds: '${steps.again.output.iteration}',
        child: '${steps.child.output}',
      },
    };
    const run = await submitNew(client(), definition);
    const asked = await until(async () =>
      (await client().approvals.listPage({ workflow: 'custom' })).items.find(
        ({ runId }) => runId === run.runId,
      ),
    );
    expect(asked).toMatchObject({ ask: 'Ship 49?', choices: ['yes', 'no'] });
    await client().approvals.answer(asked?.id ?? '', { choice: 'yes' }, { by: 'Ada' });
    expect(await client().waitForOutput(run)).toEqual({
      called: 49,
      list: [1, 4, 9],
      asked: 'yes',
      rounds: 2,
      child: chainOf(1),
    });
    expect(echo().requests.filter(({ path }) => path === '/orders')).toHaveLength(1);
  },
);

proveCase(
  8,
  'A failing step is tried as often as it may be; then the run fails with its code, step and message and nothing after it starts, or goes on as it says.',
  async () => {
    const retry = { maxAttempts: 3, ...NO_BACKOFF };
    const recovering = {
      name: 'recovering',
      steps: { s: { agent: 'proof.unsteady', with: { times: 2 }, retry } },
      output: '${steps.s.output.attempt}',
    };
    expect(await client().waitForOutput(await submitNew(client(), recovering))).toBe(3);
    const failing = {
      name: 'failing',
      steps: {
        before: { agent: 'proof.context' },
        s: { agent: 'proof.unsteady', needs: ['before'], with: { times: 9, message: 'no stock' }, retry },
        after: { agent: 'proof.context', needs: ['s'] },
      },
    };
    const run = await submitNew(client(), failing);
    const failure = await client()
      .waitForOutput(run)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunFailedError);
    expect(failure).toMatchObject({
      step: 's',
      status: 'failed',
      message: expect.stringContaining('no stock, attempt 3'),
    });
    const counts = countEvents(await readLog(client(), run.runId));
    expect(counts).toMatchObject({
      'step.started s': 3,
      'step.retrying s': 2,
      'step.failed s': 1,
      'run.failed': 1,
    });
    expect(counts['step.started after']).toBeUndefined();
    const tolerant = {
      name: 'tolerant',
      steps: {
        s: { agent: 'proof.unsteady', with: { times: 9 }, retry: { maxAttempts: 1 }, onFailure: 'continue' },
        next: { agent: 'proof.context', needs: ['s'], with: { status: '${steps.s.status}' } },
      },
      output: '${steps.next.output.input.status}',
    };
    expect(await client().waitForOutput(await submitNew(client(), tolerant))).toBe('failed');
  },
);

proveCase(
  9,
  'Each of ten wrong definitions is refused with 422, a code, the path of what is wrong and what was expected; none is stored; the one that is right is taken.',
  async () => {
    const before = (await proof().fleet.call('GET', '/v1/workflows')).body;
    const step = { agent: 'proof.square' };
    const wrong: readonly [definition: object, path: RegExp][] = [
      [{ name: 'w' }, /steps/],
      [{ name: 'w', steps: {} }, /steps/],
      [{ name: 'No Name', steps: { s: step } }, /name/],
      [{ name: 'w', steps: { s: { agent: 7 } } }, /steps\.s/],
      [{ name: 'w', steps: { s: { ...step, needs: ['t'] } } }, /steps\.s\.needs/],
      [{ name: 'w', steps: { s: { ...step, needs: ['t'] }, t: { ...step, needs: ['s'] } } }, /steps/],
      [{ name: 'w', steps: { s: { ...step, with: '${1 +}' } } }, /steps\.s\.with/],
      [{ name: 'w', steps: { s: { ...step, with: '${steps.t.output}' } } }, /steps\.s\.with/],
      [{ name: 'w', steps: { s: { ...step, retry: { maxAttempts: 0 } } } }, /steps\.s\.retry/],
      [{ name: 'w', steps: { s: { ...step, misspelt: 1 } } }, /steps\.s/],
    ];
    for (const [definition, path] of wrong) {
      const { status, problem } = await refusal('/v1/workflows', definition);
      expect({ definition, status }).toEqual({ definition, status: 422 });
      expect(problem).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), detail: expect.any(String) });
      const [error] = problem.errors as readonly { path: string }[];
      expect(error?.path).toMatch(path);
    }
    expect((await proof().fleet.call('GET', '/v1/workflows')).body).toEqual(before);
    expect((await refusal('/v1/workflows', { name: 'right', steps: { s: step } })).status).toBeLessThan(300);
  },
);

proveCase(
  11,
  'Sequence, parallel branches, a condition, a list, a loop, a child, a timer, a signal and a schedule: each type of workflow does what its name says.',
  async (measure) => {
    const echoStep = (value: unknown, more = {}) => ({ agent: 'proof.context', with: value, ...more });
    const types: Readonly<Record<string, { readonly definition: object; readonly output: unknown }>> = {
      sequence: { definition: CHAIN, output: chainOf(2) },
      parallel: {
        definition: {
          steps: {
            a: echoStep(1),
            b: echoStep(2),
            join: echoStep('${[steps.a.output.input, steps.b.output.input]}', { needs: ['a', 'b'] }),
          },
          output: '${steps.join.output.input}',
        },
        output: [1, 2],
      },
      conditional: {
        definition: {
          steps: {
            no: echoStep(1, { when: '${input.n > 5}' }),
            yes: echoStep(2, { when: '${input.n < 5}' }),
          },
          output: '${[steps.no.status, steps.yes.status]}',
        },
        output: ['skipped', 'completed'],
      },
      list: {
        definition: {
          steps: { each: { agent: 'proof.square', forEach: '${[1, 2, input.n]}', with: { n: '${item}' } } },
          output: '${steps.each.output.map(one, one.n)}',
        },
        output: [1, 4, 4],
      },
      loop: {
        definition: {
          steps: { s: echoStep('${iteration}', { repeat: { until: '${output.iteration >= 3}', max: 9 } }) },
          output: '${steps.s.output.iteration}',
        },
        output: 3,
      },
      child: {
        definition: {
          steps: { s: { workflow: 'chain', with: { n: '${input.n}' } } },
          output: '${steps.s.output}',
        },
        output: chainOf(2),
      },
      timer: {
        definition: { steps: { s: { wait: '10ms' } }, output: '${steps.s.status}' },
        output: 'completed',
      },
      signal: { definition: { steps: { s: { signal: 'go' } }, output: '${steps.s.output}' }, output: 'gone' },
    };
    for (const [type, { definition, output }] of Object.entries(types)) {
      const run = await submitNew(client(), { ...definition, name: `type-${type}` }, { n: 2 });
      if (type === 'signal') await client().signal(run, 'go', 'gone');
      expect({ type, output: await client().waitForOutput(run) }).toEqual({ type, output });
    }
    const scheduled = { ...CHAIN, name: 'type-schedule' };
    await client().workflows.push(scheduled);
    await client().schedules.put('every-ten-seconds', {
      workflow: 'type-schedule',
      input: { n: 1 },
      every: '10s',
    });
    const slot = await until(
      async () => (await client().listPage({ workflow: 'type-schedule', status: ['completed'] })).items[0],
      { timeoutMs: 60_000 },
    );
    await client().schedules.delete('every-ten-seconds');
    expect(await client().waitForOutput(slot?.runId ?? '')).toBe(chainOf(1));
    measure('types of workflows', Object.keys(types).length + 1);
  },
);
