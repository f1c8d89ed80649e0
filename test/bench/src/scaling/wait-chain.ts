/** Three steps that wait, each for its predecessor's result, on one agent: its slots are what a worker has. */
export const WAIT_CHAIN = {
  name: 'waits',
  steps: {
    a: { agent: 'bench.wait', with: { n: '${input.n}' } },
    b: { agent: 'bench.wait', needs: ['a'], with: { n: '${steps.a.output.n}' } },
    c: { agent: 'bench.wait', needs: ['b'], with: { n: '${steps.b.output.n}' } },
  },
  output: '${steps.c.output}',
};
export const STEPS_PER_RUN = 3;
