import { expect, test } from '@jest/globals';
import { requireNode } from './require-node.ts';

test.each(['22.19.0', '22.20.1', '24.0.0', '100.1.0'])('Node %s is new enough', (node) => {
  expect(() => requireNode(node)).not.toThrow();
});

test.each(['18.20.0', '20.20.2', '22.18.9'])(
  'Node %s is refused with what is needed and what to do',
  (node) => {
    const remedy = `need Node 22.19 or newer, and this is ${node}. Install a newer Node`;
    expect(() => requireNode(node)).toThrow(
      expect.objectContaining({ code: 'NODE_TOO_OLD', message: expect.stringContaining(remedy) }),
    );
  },
);
