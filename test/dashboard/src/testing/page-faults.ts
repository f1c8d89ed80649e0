import type { Page } from 'playwright-core';

/** Chromium writes each answer with an error to the console; that of an unhealthy fleet, such as on a busy machine, is none. */
const UNHEALTHY = /status of 503 .*\/health\)$/;

/** Collects what must not happen on a page: errors, violations of its policy, requests to another origin. */
export class PageFaults {
  readonly #origin: string;
  readonly #allowed: readonly RegExp[];
  readonly #found: string[] = [];

  /** `allowed` match what a test provokes. */
  constructor(origin: string, allowed: readonly RegExp[]) {
    this.#origin = origin;
    this.#allowed = [...allowed, UNHEALTHY];
  }

  /** Watches a page from now on. */
  watch(page: Page): void {
    page.on('pageerror', (error) => this.#note(`an exception: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const { url } = message.location();
      if (message.type() === 'error') this.#note(`an error in the console: ${message.text()} (${url})`);
    });
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== this.#origin) this.#note(`a request to ${request.url()}`);
    });
  }

  /** All of them, in order. */
  get found(): readonly string[] {
    return this.#found;
  }

  #note(fault: string): void {
    if (!this.#allowed.some((pattern) => pattern.test(fault))) this.#found.push(fault);
  }
}
