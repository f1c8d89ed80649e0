import { describeEquivalence, describeReads, describeStore } from '@ag06/store/conformance';
import { createOnRedis } from './testing/create-on-redis.ts';

describeStore('the store on Redis', () => createOnRedis(1));
// Whole on a Cluster, which has partitions too.
describeStore('the store on Redis in three partitions', () => createOnRedis(3), { isSmall: true });
describeEquivalence('the store on Redis beside the reference', () => createOnRedis(1));
describeReads('reads of a store on Redis', () => createOnRedis(1));
