import { expect, test } from '@jest/globals';
import { toGraphSteps } from './definition-graph.ts';

test('steps have their kind, what they name, and what they need', () => {
  const steps = {
    look: { agent: 'http.request', forEach: '${input.list}' },
    ask: { approve: { signal: 'approval', ask: 'Well?' }, needs: ['look', 'look', 'nobody'] },
    rest: { wait: 5_000, needs: ['ask'], when: '${true}' },
    child: { workflow: 'other', repeat: { until: '${true}', max: 2 } },
    later: { teleport: 'x' },
  };
  const plain = { forEach: false, repeats: false, when: undefined };
  expect(toGraphSteps({ name: 'w', steps })).toEqual([
    { ...plain, id: 'look', kind: 'agent', what: 'http.request', needs: [], forEach: true },
    { ...plain, id: 'ask', kind: 'approve', what: 'approval', needs: ['look'] },
    { ...plain, id: 'rest', kind: 'wait', what: '5000', needs: ['ask'], when: '${true}' },
    { ...plain, id: 'child', kind: 'workflow', what: 'other', needs: [], repeats: true },
    { ...plain, id: 'later', kind: undefined, what: '', needs: [] },
  ]);
});

test.each([null, 'x', { steps: [] }, { steps: { a: 7 } }])(
  'nothing is shown of the definition %j',
  (given) => {
    expect(toGraphSteps(given)).toEqual([]);
  },
);
