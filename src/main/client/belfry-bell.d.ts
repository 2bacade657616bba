import type { Belfry, Item } from './belfry.js';

/** `<belfry-bell>`; see docs/client.md. */
export class BelfryBell extends HTMLElement {
  /** The client it shows; its own, made of its attributes, where none is set. */
  belfry: Belfry | null;
  set getToken(getToken: () => string | null | undefined | Promise<string | null | undefined>);
  /** Texts in place of the English ones. */
  get strings(): Strings;
  set strings(strings: Partial<Strings>);
  /** Makes the element of an item, in place of the standard one. */
  renderItem: ((item: Item) => HTMLElement) | null;
  /** Pictures by type, or by what a type begins with (`comment`), or `*`: an address, an emoji, or what makes one. */
  icons: Record<string, Picture | ((item: Item) => Picture)> | null;
  readonly isOpen: boolean;
  show(): void;
  hide(): void;
  toggle(): void;
  readAll(): void;
  signOut(): void;
}

export type Picture = string | Node | null | undefined;

export type Strings = Record<string, string | ((values: { n?: number }) => string)>;

export interface BellEvents {
  /** Cancelable: then the page does not go to the item's link. */
  'belfry-select': CustomEvent<{ item: Item }>;
  'belfry-toggle': CustomEvent<{ open: boolean }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'belfry-bell': BelfryBell;
  }
  interface HTMLElementEventMap extends BellEvents {}
}
