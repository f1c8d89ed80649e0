import { describeEventStore } from '../conformance/index.ts';
import { createMemoryStore } from './memory-store.ts';

describeEventStore('streams in memory', async () => ({ store: createMemoryStore(), stop: async () => {} }));
