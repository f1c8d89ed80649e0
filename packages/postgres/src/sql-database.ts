/** The PostgreSQL that stores and queues need: on a server, or inside this process. */
export interface SqlDatabase {
  /**
   * Runs one statement (several, if there are no parameters). While the database is away it waits and sends the
   * statement again, also when only the reply was lost: every statement that comes here bears that.
   */
  query(text: string, params?: readonly unknown[]): Promise<SqlResult>;
  /** Resolves when notifications of this channel arrive from now on. */
  listen(channel: string): Promise<void>;
  /** Calls back for every notification until the function that it returns is called. */
  onNotification(subscriber: NotificationSubscriber): () => void;
}

/** A row by its columns, each of which is read where the statement is written. */
export interface SqlRow {
  readonly [column: string]: unknown;
}

export interface SqlResult {
  readonly rows: readonly SqlRow[];
}

export interface NotificationSubscriber {
  readonly onNotification: (channel: string, payload: string) => void;
  /** Notifications may have been lost. */
  readonly onLost: (error: Error) => void;
}

/** One session of a database, of which nothing is sent twice: for transactions of several statements. */
export type SqlSession = Pick<SqlDatabase, 'query'>;

/** A database that somebody opened, and closes. */
export interface Database extends SqlDatabase {
  /** Whether the database answers, as far as this process knows. */
  isUp(): boolean;
  withSession<T>(use: (session: SqlSession) => Promise<T>): Promise<T>;
  /**
   * Ends running statements first, unless the database is away. May be called twice.
   *
   * @param withinMs if given, connections to a server that still says nothing are cut after that time
   */
  close(withinMs?: number): Promise<void>;
}
