import type { Cluster } from 'ioredis';

/**
 * Has a Cluster, and the connections that BullMQ duplicates from it, tell their end whenever they are disconnected. ioredis
 * tells it when the last node is gone, but between two attempts to connect there is none. As before the first attempt the
 * end is told at once; a worker that closes waits for it.
 */
export function tellEnd(cluster: Cluster): Cluster {
  const { disconnect, duplicate } = cluster;
  cluster.disconnect = (reconnect = false) => {
    if (!reconnect && cluster.status === 'reconnecting') cluster.status = 'wait';
    disconnect.call(cluster, reconnect);
  };
  const copy = (...args: Parameters<Cluster['duplicate']>) => tellEnd(duplicate.apply(cluster, args));
  Object.defineProperty(cluster, 'duplicate', { value: copy, writable: true, configurable: true });
  return cluster;
}
