/** The bench's workflow: each of three steps reads its predecessor's result. */
export const CHAIN = {
  name: 'chain',
  input: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
  steps: {
    a: { agent: 'bench.a', with: { n: '${input.n}' } },
    b: { agent: 'bench.b', needs: ['a'], with: { n: '${steps.a.output.n}' } },
    c: { agent: 'bench.c', needs: ['b'], with: { n: '${steps.b.output.n}' } },
  },
  output: '${steps.c.output}',
};
