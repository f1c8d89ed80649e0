import { toHoldReason } from '@ag06/contracts';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createFleet } from './testing/blocked-fleet.ts';

const NAME = 'agent:x.buy';

it('HeldDispatch leaves held steps during a pause, and dispatches all of them, oldest first, once it is over', async () => {
  const { block, pause, createDispatch, queued } = createFleet();
  await pause(NAME, true);
  const runs = await block(250, toHoldReason(NAME));
  const dispatch = createDispatch();
  await dispatch.look();
  expect(queued).toEqual([]);
  await pause(NAME, false);
  await dispatch.look();
  expect(queued.map(({ runId }) => runId)).toEqual(runs);
  // Its activation still names the dependency of its step.
  expect(queued[0]).toMatchObject({ agent: 'x.buy', attempt: 1, dispatch: 2, dependency: 'shop' });
});

it('HeldDispatch dispatches steps that are held by an unknown pause', async () => {
  const { block, createDispatch, queued } = createFleet();
  await block(1, toHoldReason('workflow:gone'));
  await createDispatch().look();
  expect(queued).toHaveLength(1);
});

it('HeldDispatch dispatches held steps at once when a pause ends', async () => {
  const { block, pause, createDispatch, queued } = createFleet();
  await pause('fleet', true);
  await block(1, toHoldReason('fleet'));
  const dispatch = createDispatch();
  await dispatch.start();
  await pause('fleet', false);
  await until(() => queued.length === 1);
  await dispatch.stop();
});

it('HeldDispatch stops dispatching when the pause comes back', async () => {
  const { block, pause, createDispatch, queued, overrides, store } = createFleet();
  await block(450, toHoldReason(NAME));
  overrides.listBlocked = async (...args) => {
    const listed = await store.runs.listBlocked(...args);
    await pause(NAME, true);
    return listed;
  };
  await createDispatch().look();
  expect(queued).toHaveLength(200);
});
