/** The fields of a workspace's package.json that matter for packing; others stay as they are. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, ExportTarget>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [field: string]: unknown;
}

/** Where one export leads, by condition. */
export type ExportTarget = Readonly<Record<string, string>>;

/** A workspace that is packed. */
export interface Workspace {
  /** An absolute path. */
  readonly folder: string;
  /** The same from the root of the repository: `packages/client`. */
  readonly path: string;
  readonly manifest: Manifest;
}
