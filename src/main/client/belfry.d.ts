/** Types of the browser client; what they mean is in docs/client.md and docs/protocol.md. */

export interface Item {
  seq: number;
  change: number;
  id: string;
  type: string;
  title: string | null;
  body: string | null;
  link: string | null;
  data: unknown;
  priority: 'low' | 'normal' | 'high';
  createdAt: string;
  expiresAt: string | null;
  /** How many notifications it stands for. */
  count: number;
  seen: boolean;
  read: boolean;
  archived: boolean;
}

export type Flags = Pick<Item, 'seq' | 'change' | 'seen' | 'read' | 'archived'>;

export interface Counts {
  epoch?: string;
  /** The number of the change as of which these are. */
  head?: number;
  unread: number;
  unseen: number;
}

export type State =
  | { state: 'new' | 'connecting' | 'offline'; shared?: boolean }
  | { state: 'live'; transport: Transport; shared?: boolean }
  /** Comes back by itself at `retryAt` (milliseconds since 1970). */
  | { state: 'waiting'; retryAt: number; code?: number; shared?: boolean }
  | {
      state: 'stopped';
      reason: 'closed' | 'token' | 'not-allowed' | 'not-understood' | 'replaced' | 'rate-limited';
      code?: string;
      message?: string;
    };

export type Transport = 'websocket' | 'sse' | 'poll';

export interface Change {
  head: number;
  unread: number;
  unseen: number;
  /** It happened before this client was live for the first time. */
  replayed: boolean;
}

export interface Events {
  notification: Change & { item: Item };
  changed: Change & { items: Flags[]; seenUpTo: number };
  removed: Change & { seqs: number[] };
  /** Somebody else is signed in, or nobody: what was shown of the former has gone. */
  user: { user: string | null };
  counts: Counts;
  state: State;
  /** What is known of the inbox is void; fetch it afresh. */
  reset: Counts;
  /** Every frame as it came, also those that tell nothing new. */
  frame: { event: string; [field: string]: unknown };
}

export interface Options {
  /** Where Belfry is; without, where this module was loaded from. */
  url?: string;
  token?: string;
  /** Asked whenever a fresh token is needed; nothing means that nobody is signed in. */
  getToken?: () => string | null | undefined | Promise<string | null | undefined>;
  /** A path of the page's own backend that answers with a token, in place of `getToken`. */
  tokenUrl?: string;
  /** In the order in which they are tried. */
  transports?: Transport[];
  /** One connection for all tabs of the browser; default true. */
  share?: boolean;
  /** Keeps the cursor in localStorage, so that the next page goes on from there; default true. */
  remember?: boolean;
  /** Connects by itself; default true. */
  connect?: boolean;
}

export interface Query {
  state?: 'all' | 'unread' | 'archived';
  type?: string;
  limit?: number;
}

export interface Page extends Counts {
  items: Item[];
  next: number | null;
}

/** Items, newest first, that stay up to date. */
export interface InboxList {
  readonly items: Item[];
  readonly hasMore: boolean;
  readonly isLoaded: boolean;
  readonly isLoading: boolean;
  readonly error: Error | null;
  more(): Promise<void>;
  reload(): Promise<void> | void;
  clear(): void;
  onChange(handler: (list: InboxList) => void): () => void;
  close(): void;
}

export interface Inbox {
  page(query?: Query & { before?: number; signal?: AbortSignal }): Promise<Page>;
  list(query?: Query): InboxList;
  read(seqs: number | number[]): Promise<Counts>;
  /** Up to and including `upTo`; without, everything there is. */
  readAll(upTo?: number): Promise<Counts>;
  unread(seqs: number | number[]): Promise<Counts>;
  seen(upTo?: number): Promise<Counts>;
  archive(seqs: number | number[], archived?: boolean): Promise<Counts>;
  remove(seqs: number | number[]): Promise<Counts>;
}

export class BelfryError extends Error {
  /** Of the HTTP answer; 0 when the server could not be reached. */
  readonly status: number;
  /** As in docs/protocol.md. */
  readonly code: string;
  readonly retryAfter: number;
  readonly field?: string;
}

export class Belfry {
  constructor(options?: Options);
  readonly inbox: Inbox;
  readonly state: State;
  readonly counts: Counts;
  readonly head: number | null;
  /** Whose inbox this is; null while nobody is known to be signed in. */
  readonly user: string | null;
  /** The time at the server, in milliseconds since 1970. */
  readonly now: number;
  on<E extends keyof Events>(event: E, handler: (detail: Events[E]) => void): () => void;
  connect(): void;
  close(): void;
  refresh(token: string | null): void;
  /** Nobody is signed in any more, in no tab of this browser. */
  signOut(): void;
  once(what: string): Promise<boolean>;
}
