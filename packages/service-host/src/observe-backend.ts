import type { Backend } from '@ag06/backend';
import type { Command } from '@ag06/protocol';
import type { Store } from '@ag06/store';
import { type CallNames, type CallObserver, type MetricBook, observeCalls } from '@ag06/telemetry';

type Ports = Pick<
  Store,
  'runs' | 'workflows' | 'fleet' | 'shared' | 'samples' | 'schedules' | 'events' | 'groups' | 'blobs'
>;

/** What is measured of the store. Followers of the feed, of ends and of streams are not calls. */
const STORE_CALLS: { readonly [P in keyof Ports]: CallNames<Ports[P]> } = {
  runs: {
    apply: (command: Command) => APPLY[command.kind],
    findKey: 'runs.findKey',
    loadRun: 'runs.loadRun',
    loadSummary: 'runs.loadSummary',
    loadOutcome: 'runs.loadOutcome',
    loadState: 'runs.loadState',
    loadFields: 'runs.loadFields',
    measureFields: 'runs.measureFields',
    listForkFields: 'runs.listForkFields',
    findLarge: 'runs.findLarge',
    loadLarge: 'runs.loadLarge',
    loadLogPage: 'runs.loadLogPage',
    loadItems: 'runs.loadItems',
    loadItemValue: 'runs.loadItemValue',
    listRuns: 'runs.listRuns',
    listBlocked: 'runs.listBlocked',
    forgetBlocked: 'runs.forgetBlocked',
    countBlocked: 'runs.countBlocked',
    listApprovals: 'runs.listApprovals',
    findApproval: 'runs.findApproval',
    takeWakeups: 'runs.takeWakeups',
    untilNextTimer: 'runs.untilNextTimer',
    armWakeup: 'runs.armWakeup',
    moveWakeup: 'runs.moveWakeup',
    clearWakeup: 'runs.clearWakeup',
    deleteFinished: 'runs.deleteFinished',
    deleteRun: 'runs.deleteRun',
    listFinished: 'runs.listFinished',
    now: 'runs.now',
  },
  workflows: {
    saveWorkflow: 'workflows.saveWorkflow',
    loadWorkflow: 'workflows.loadWorkflow',
    loadLatestVersion: 'workflows.loadLatestVersion',
    sampleNames: 'workflows.sampleNames',
    listWorkflows: 'workflows.listWorkflows',
  },
  fleet: {
    registerWorker: 'fleet.registerWorker',
    listWorkers: 'fleet.listWorkers',
    listAgents: 'fleet.listAgents',
    noteAgents: 'fleet.noteAgents',
    listQueuedAgents: 'fleet.listQueuedAgents',
    loadEpoch: 'fleet.loadEpoch',
    acquireLease: 'fleet.acquireLease',
    addDeadLetter: 'fleet.addDeadLetter',
    listDeadLetters: 'fleet.listDeadLetters',
    loadDeadLetter: 'fleet.loadDeadLetter',
    removeDeadLetter: 'fleet.removeDeadLetter',
  },
  shared: { load: 'shared.load', list: 'shared.list', swap: 'shared.swap', remove: 'shared.remove' },
  blobs: { put: 'blobs.put', keep: 'blobs.keep', list: 'blobs.list', sweep: 'blobs.sweep' },
  schedules: {
    load: 'schedules.load',
    save: 'schedules.save',
    wake: 'schedules.wake',
    remove: 'schedules.remove',
    list: 'schedules.list',
    count: 'schedules.count',
  },
  events: {
    append: 'events.append',
    read: 'events.read',
    describe: 'events.describe',
    list: 'events.list',
    delete: 'events.delete',
    finishDeletions: 'events.finishDeletions',
    trim: 'events.trim',
    readCorrelated: 'events.readCorrelated',
  },
  groups: {
    read: 'groups.read',
    acknowledge: 'groups.acknowledge',
    extend: 'groups.extend',
    release: 'groups.release',
    reset: 'groups.reset',
    describe: 'groups.describe',
    list: 'groups.list',
    listDead: 'groups.listDead',
    redrive: 'groups.redrive',
    discard: 'groups.discard',
    delete: 'groups.delete',
  },
  samples: { append: 'samples.append', read: 'samples.read', trim: 'samples.trim' },
};

const APPLY = {
  submit: 'runs.submit',
  claim: 'runs.claim',
  commit: 'runs.commit',
  signal: 'runs.signal',
} as const;

const BROKER_CALLS: CallNames<Backend['broker']> = {
  enqueue: 'enqueue',
  remove: 'remove',
  locate: 'locate',
  findTurns: 'findTurns',
  peek: 'peek',
  countJobs: 'countJobs',
  countEntryJobs: 'countEntryJobs',
  inspect: 'inspect',
  findLongestWaits: 'findLongestWaits',
  recoverStalled: 'recoverStalled',
  removeUndeliverable: 'removeUndeliverable',
  setForeignAside: 'setForeignAside',
  rebasePriorities: 'rebasePriorities',
};

/** The same backend; how long store and queues take, and what they answer, is written into the book. */
export function observeBackend(backend: Backend, book: MetricBook): Backend {
  const ofStore = createStoreObserver(book);
  const { runs, workflows, fleet, shared, samples, schedules, events, groups, blobs } = backend.store;
  const ports = {
    runs: observeCalls(runs, STORE_CALLS.runs, ofStore),
    workflows: observeCalls(workflows, STORE_CALLS.workflows, ofStore),
    fleet: observeCalls(fleet, STORE_CALLS.fleet, ofStore),
    shared: observeCalls(shared, STORE_CALLS.shared, ofStore),
    samples: observeCalls(samples, STORE_CALLS.samples, ofStore),
    schedules: observeCalls(schedules, STORE_CALLS.schedules, ofStore),
    blobs: observeCalls(blobs, STORE_CALLS.blobs, ofStore),
    events: observeCalls(events, STORE_CALLS.events, ofStore),
    groups: observeCalls(groups, STORE_CALLS.groups, ofStore),
  };
  const broker = observeCalls(backend.broker, BROKER_CALLS, createBrokerObserver(book));
  book.storeUp.read(() => [[backend.isUp() ? 1 : 0]]);
  return replace(backend, { store: replace(backend.store, ports), broker });
}

/** The same, but for some of its properties. */
function replace<T extends object>(whole: T, parts: Partial<T>): T {
  const plain = observeCalls(whole, {}, { answered() {}, failed() {} });
  const properties = Object.entries(parts).map(([key, value]) => [key, { value }]);
  return Object.create(plain, Object.fromEntries(properties)) as T;
}

function createStoreObserver(book: MetricBook): CallObserver {
  return {
    answered(name, ms, args, answer) {
      book.storeDuration.at(name).recordMs(ms);
      switch (name) {
        case 'runs.commit':
          return book.commits.at((answer as { result: string }).result).add();
        case 'runs.claim':
          return book.claims.at((answer as { result: string }).result).add();
        case 'runs.submit':
          return countSubmission(book, args[0] as Command, answer as { result: string });
        case 'fleet.addDeadLetter':
          return book.deadLetters.at((args[0] as { reason: string }).reason).add();
      }
    },
    failed(name, ms, _args, error) {
      book.storeDuration.at(name).recordMs(ms);
      book.storeErrors.at(name, codeOf(error)).add();
      if (name === 'runs.commit') book.commits.at('error').add();
      if (name === 'runs.claim') book.claims.at('error').add();
    },
  };
}

function createBrokerObserver(book: MetricBook): CallObserver {
  return {
    answered: (name, ms) => book.brokerDuration.at(name).recordMs(ms),
    failed(name, ms) {
      book.brokerDuration.at(name).recordMs(ms);
      book.brokerErrors.at(name).add();
    },
  };
}

function countSubmission(book: MetricBook, command: Command, { result }: { readonly result: string }): void {
  if (command.kind === 'submit' && result === 'created')
    book.runsAccepted.at(command.listedBy.workflow).add();
}

/** `NOUN_CONDITION` of the store's own errors. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('STORE_') ? code : 'OTHER';
}
