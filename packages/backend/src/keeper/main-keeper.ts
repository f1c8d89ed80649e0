/**
 * The thread beside a worker's event loop: it renews the locks of the jobs that the process holds, and goes on telling the
 * fleet that the worker lives while a handler computes without a pause. It dies with its process, and stops with it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Keeper } from './keeper.ts';
import type { KeeperOrder, KeeperWord } from './keeper-task.ts';
import { openKeeperWay } from './open-keeper-way.ts';
import { readKeeperTask } from './read-keeper-task.ts';

const task = readKeeperTask(workerData);
const post = (word: KeeperWord) => parentPort?.postMessage(word);
const onError = ({ message }: Error) => post({ is: 'error', message });
const way = await openKeeperWay(task.way, task.lockMs, onError);
const keeper = new Keeper(task, way, onError);
parentPort?.on('message', (order: KeeperOrder) => {
  switch (order.is) {
    case 'page':
      return keeper.addPage(order.memory);
    case 'record':
      return keeper.remember(order.record);
    case 'stop':
      return void keeper.stop().finally(() => process.exit());
  }
});
await keeper.start();
post({ is: 'ready' });
