import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

const state = { isDown: true };

/** Fails until `openDesk`, and always for the order `lost`. */
const lookUp = agent({
  name: 'desk.look-up',
  input: z.object({ order: z.string() }),
  handler: ({ order }) => {
    if (state.isDown || order === 'lost') throw new Error(`The desk is closed, so nobody looks up ${order}.`);
    return { found: order };
  },
});

const call = agent({
  name: 'desk.call',
  dependency: 'desk-phone',
  // One that is opened by hand stays open: a probe would end what a test wants to see.
  breaker: { openFor: '1h' },
  input: z.object({ text: z.string() }),
  handler: ({ text }) => ({ said: text }),
});

export const closeDesk = (): void => {
  state.isDown = true;
};
export const openDesk = (): void => {
  state.isDown = false;
};

export const DESK_AGENTS = [lookUp, call];

/** Runs whose steps wait for everything that a person can end. */
export const DESK_WORKFLOWS = [
  {
    name: 'look-up',
    input: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
    steps: {
      note: { agent: 'core.echo', with: '${input.order}' },
      find: {
        agent: 'desk.look-up',
        with: { order: '${input.order}' },
        needs: ['note'],
        retry: { maxAttempts: 2, initialDelay: 1 },
      },
      tell: { agent: 'core.echo', with: '${steps.find.output}', needs: ['find'] },
    },
    output: '${steps.tell.output}',
  },
  {
    name: 'ask',
    steps: {
      sign: {
        signal: 'signature',
        schema: {
          type: 'object',
          properties: { name: { type: 'string', minLength: 2 }, copies: { type: 'integer', default: 1 } },
          required: ['name'],
        },
      },
      decide: {
        approve: { signal: 'decision', ask: 'Send it?', choices: ['send', 'keep'] },
        needs: ['sign'],
      },
      call: { agent: 'desk.call', with: { text: '${steps.decide.output.choice}' }, needs: ['decide'] },
    },
    output: '${[steps.sign.output.name, steps.sign.output.copies, steps.call.output.said]}',
  },
  {
    name: 'look-up-all',
    steps: {
      each: {
        workflow: 'look-up',
        forEach: '${input}',
        with: { order: '${item}' },
        onFailure: 'continue',
      },
    },
  },
  { name: 'call', steps: { call: { agent: 'desk.call', with: { text: 'hello' } } } },
  { name: 'unserved', steps: { wait: { agent: 'desk.nobody' } } },
  {
    name: 'many',
    steps: { each: { agent: 'core.echo', forEach: '${input}', concurrency: 50, with: '${item}' } },
  },
  {
    name: 'parcel',
    description: 'Sends a parcel.',
    input: {
      type: 'object',
      required: ['to', 'weight'],
      properties: {
        to: { type: 'string', title: 'Receiver', minLength: 3 },
        weight: { type: 'number', maximum: 30, description: 'In kilograms.' },
        express: { type: 'boolean', default: false },
        kind: { enum: ['letter', 'box'] },
        lines: {
          type: 'array',
          items: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] },
        },
      },
    },
    steps: { send: { agent: 'core.echo', with: '${input}' } },
    output: '${steps.send.output}',
  },
];
