import type { Manifest } from './manifest.ts';

/**
 * Manifests of packages of which each asks for the peers of those that it depends on, directly or by way of others, unless it depends on
 * them itself. A package manager that is strict (Yarn PnP) gives a package only the peers that whoever depends on it has.
 */
export function handOnPeers(manifests: readonly Manifest[]): readonly Manifest[] {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  const peersOf = (manifest: Manifest, above: readonly string[] = []): ReadonlyMap<string, Peer> => {
    const peers = new Map(Object.entries(ownPeers(manifest)));
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const dependency = byName.get(name);
      if (dependency === undefined || above.includes(name)) continue;
      for (const [peer, asked] of peersOf(dependency, [...above, manifest.name])) {
        const known = peers.get(peer);
        const isGiven = Object.hasOwn(manifest.dependencies ?? {}, peer);
        if (!isGiven && (known === undefined || known.isOptional)) peers.set(peer, asked);
      }
    }
    return peers;
  };
  return manifests.map((manifest) => withPeers(manifest, peersOf(manifest)));
}

interface Peer {
  readonly range: string;
  readonly isOptional: boolean;
}

function ownPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): Record<string, Peer> {
  return Object.fromEntries(
    Object.entries(peerDependencies).map(([name, range]) => [
      name,
      { range, isOptional: peerDependenciesMeta[name]?.optional === true },
    ]),
  );
}

function withPeers(manifest: Manifest, peers: ReadonlyMap<string, Peer>): Manifest {
  if (peers.size === 0) return manifest;
  const optional = [...peers].filter(([, { isOptional }]) => isOptional);
  return {
    ...manifest,
    peerDependencies: Object.fromEntries([...peers].map(([name, { range }]) => [name, range])),
    ...(optional.length > 0 && {
      peerDependenciesMeta: Object.fromEntries(optional.map(([name]) => [name, { optional: true }])),
    }),
  };
}
