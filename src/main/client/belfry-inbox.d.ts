import type { Belfry, Item } from './belfry.js';
import type { Picture, Strings } from './belfry-bell.js';

/** `<belfry-inbox>`; see docs/client.md. */
export class BelfryInbox extends HTMLElement {
  /** The client it shows; its own, made of its attributes, where none is set. */
  belfry: Belfry | null;
  set getToken(getToken: () => string | null | undefined | Promise<string | null | undefined>);
  get strings(): Strings;
  set strings(strings: Partial<Strings>);
  renderItem: ((item: Item) => HTMLElement) | null;
  icons: Record<string, Picture | ((item: Item) => Picture)> | null;
  readAll(): void;
  signOut(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'belfry-inbox': BelfryInbox;
  }
}
