import type { SharedStore } from '@ag06/store';

/** As a dispatcher pauses or resumes something for `ops`. */
export async function writePause(shared: SharedStore, name: string, isPaused: boolean): Promise<void> {
  const version = (await shared.load('pause', name))?.version ?? 0;
  await shared.swap('pause', name, version, JSON.stringify({ isPaused, since: 0, by: 'ops' }));
}
