const LENGTH_MAX = 48;

/** Names of steps that are made of names of jobs: unique, and of letters, digits and underscores. */
export class StepNames {
  readonly #taken = new Set<string>();

  take(name: string): string {
    const cleaned = name.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, LENGTH_MAX);
    const wanted = toAllowed(/^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`);
    let free = wanted;
    for (let number = 2; this.#taken.has(free); number++) free = `${wanted}_${number}`;
    this.#taken.add(free);
    return free;
  }
}

/** The engine reserves what every object has. */
const toAllowed = (name: string): string =>
  name in Object.prototype ? `${name.replaceAll('_', '')}_step` : name;
