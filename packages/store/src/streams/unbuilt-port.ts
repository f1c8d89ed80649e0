/** A port that an adapter does not have yet: every method rejects. */
export const unbuiltPort = <Port extends object>(name: string): Port =>
  new Proxy<Port>(Object.create(null), {
    get: () => async () => {
      throw new Error(`This store has no ${name} yet.`);
    },
  });
