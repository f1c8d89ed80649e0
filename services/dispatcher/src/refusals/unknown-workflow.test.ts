import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { refuseWorkflows, unknownWorkflow } from './unknown-workflow.ts';

const { workflows } = createMemoryStore();
const save = (name: string) => workflows.saveWorkflow('default', { name, version: '1', definition: '{}' });

it('the refusal of an unknown workflow names the one that is probably meant', async () => {
  await save('order.flow');
  expect(await unknownWorkflow(workflows, 'default', 'order.flwo')).toMatchObject({
    status: 404,
    code: 'WORKFLOW_UNKNOWN',
    message: expect.stringMatching(
      /^There is no workflow order.flwo\. Did you mean order.flow\? Push it with/,
    ),
  });
  const { message } = await unknownWorkflow(workflows, 'default', 'invoices');
  expect(message).not.toMatch('Did you mean');
  expect((await unknownWorkflow(workflows, 'other', 'order.flwo')).message).not.toMatch('Did you mean');
});

it('the refusals of one request read names once, and a bounded number of them', async () => {
  const asked: number[] = [];
  const sampleNames = async (_: string, limit: number) => {
    asked.push(limit);
    return Array.from({ length: limit }, (_one, n) => `flow.${n}`);
  };
  const refuse = refuseWorkflows({ sampleNames });
  const refusals = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) => refuse('default', `flwo.${n % 10}`)),
  );
  expect(new Set(refusals.map(({ message }) => /mean (\S+)\?/.exec(message)?.[1])).size).toBe(10);
  expect(asked).toEqual([1_000]);
});

it('an unknown workflow is refused without a suggestion if the names cannot be read', async () => {
  const sampleNames = () => Promise.reject(new Error('away'));
  expect(await unknownWorkflow({ sampleNames }, 'default', 'flow')).toMatchObject({
    code: 'WORKFLOW_UNKNOWN',
  });
});
