import { once } from 'node:events';
import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { type Client, RefusedError, type RunExplanationView, UnreachableError } from '@ag06/client';
import { listenToSignals } from '../screen/ending-signals.ts';
import { type Canvas, Screen } from '../screen/screen.ts';
import { toTable } from './fleet-tables.ts';
import { nowOf, renderTop } from './render-top.ts';
import { loadSnapshot, type Snapshot } from './snapshot.ts';
import { addCounters, type Counters, toRates } from './throughput.ts';
import { INITIAL_STATE, pressKey, type TopState } from './top-state.ts';

/** A dispatcher that does not answer a request for so long counts as away. */
const ANSWER_MS = 5_000;

interface TopOptions {
  readonly client: Client;
  readonly url: string;
  readonly everyMs: number;
  readonly isColoured: boolean;
  readonly input: ReadStream;
  readonly canvas: Canvas & NodeJS.EventEmitter;
  /** Called before the screen is opened. */
  takeOver(): void;
}

/** Shows a fleet until a key or a signal ends it. Resolves with the exit code. Rejects if nobody has ever answered. */
export async function showTop(options: TopOptions): Promise<number> {
  const first = await loadSnapshot(options.client, { timeoutMs: ANSWER_MS });
  const top = new LiveTop(options, first);
  return top.run();
}

class LiveTop {
  readonly #options: TopOptions;
  readonly #screen: Screen;
  readonly #signals = listenToSignals();
  #state: TopState = INITIAL_STATE;
  #snapshot: Snapshot;
  #counters: readonly Counters[] = [];
  #awaySince: string | undefined;
  #explanation: RunExplanationView | string | undefined;
  /** Ends a rest between two refreshes early. */
  #wake = new AbortController();

  constructor(options: TopOptions, first: Snapshot) {
    this.#options = options;
    this.#screen = new Screen(options.canvas, () => this.#releaseKeys());
    this.#snapshot = first;
    this.#take(first);
  }

  async run(): Promise<number> {
    const { input, canvas } = this.#options;
    this.#options.takeOver();
    emitKeypressEvents(input);
    input.on('keypress', this.#onKey);
    canvas.on('resize', this.#draw);
    process.on('SIGCONT', this.#resume);
    this.#enter();
    try {
      return await Promise.race([this.#signals.ended, this.#refreshAll()]);
    } finally {
      input.off('keypress', this.#onKey);
      canvas.off('resize', this.#draw);
      process.off('SIGCONT', this.#resume);
      this.#signals.stopListening();
      this.#screen.close();
    }
  }

  /** One refresh after the other, so that a slow dispatcher is asked less often. */
  async #refreshAll(): Promise<never> {
    for (;;) {
      await this.#rest();
      if (!this.#state.isPaused) await this.#refresh();
      this.#draw();
    }
  }

  async #rest(): Promise<void> {
    this.#wake = new AbortController();
    const signal = AbortSignal.any([
      this.#wake.signal,
      this.#signals.signal,
      AbortSignal.timeout(this.#options.everyMs),
    ]);
    if (!signal.aborted) await once(signal, 'abort');
  }

  async #refresh(): Promise<void> {
    const { client } = this.#options;
    const call = { signal: this.#signals.signal, timeoutMs: ANSWER_MS };
    try {
      const [snapshot] = await Promise.all([loadSnapshot(client, call), this.#explain()]);
      this.#take(snapshot);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      this.#awaySince ??= new Date().toTimeString().slice(0, 8);
    }
  }

  #take(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#awaySince = undefined;
    this.#counters = snapshot.counters === undefined ? [] : addCounters(this.#counters, snapshot.counters);
  }

  /** Asks again at each refresh while the panel is open. */
  async #explain(): Promise<void> {
    const { panel } = this.#state;
    if (panel.kind !== 'explain') return;
    try {
      this.#explanation = await this.#options.client.explain(panel.runId, { timeoutMs: ANSWER_MS });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#explanation = `${error.code}: ${error.message}`;
    }
  }

  readonly #onKey = (text: string | undefined, key: { name?: string; ctrl?: boolean } | undefined): void => {
    const name = key?.ctrl === true ? `ctrl+${key.name}` : (key?.name ?? text ?? '');
    const { focus, sorts } = this.#state;
    const ids = toTable(focus, this.#snapshot, sorts, nowOf(this.#snapshot)).rows.map(({ id }) => id);
    const result = pressKey(this.#state, name, ids);
    switch (result.kind) {
      case 'quit':
        this.#signals.end();
        break;
      case 'suspend':
        this.#suspend();
        break;
      case 'state':
        this.#change(result.state);
        break;
    }
  };

  #change(state: TopState): void {
    const isAsked = state.panel.kind === 'explain' && this.#state.panel.kind !== 'explain';
    const goesOn = this.#state.isPaused && !state.isPaused;
    this.#state = state;
    if (isAsked) {
      this.#explanation = undefined;
      this.#explain()
        .catch(() => this.#wake.abort())
        .then(this.#draw);
    }
    if (goesOn) this.#wake.abort();
    this.#draw();
  }

  /** Ctrl-Z: the shell comes back until `fg`. */
  #suspend(): void {
    this.#screen.close();
    process.kill(process.pid, 'SIGTSTP');
  }

  readonly #resume = (): void => {
    this.#enter();
  };

  #enter(): void {
    this.#options.input.setRawMode(true);
    this.#options.input.resume();
    this.#screen.open();
    this.#draw();
  }

  #releaseKeys(): void {
    this.#options.input.setRawMode(false);
    this.#options.input.pause();
  }

  readonly #draw = (): void => {
    if (this.#signals.signal.aborted) return;
    const { url, everyMs, isColoured } = this.#options;
    const view = {
      state: this.#state,
      snapshot: this.#snapshot,
      rates: toRates(this.#counters),
      url,
      everyMs,
      ...(this.#awaySince !== undefined && { awaySince: this.#awaySince }),
      ...(this.#explanation !== undefined && { explanation: this.#explanation }),
    };
    this.#screen.draw(renderTop(view, this.#screen, isColoured));
  };
}
