import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Belfry, Item } from './belfry.js';
import type { BelfryBell, BellEvents } from './belfry-bell.js';
import type { BelfryInbox } from './belfry-inbox.js';

/**
 * The elements in JSX: `import type {} from 'belfry-client/react'`, once anywhere in a program. With React 19 and
 * newer; older ones set properties and event handlers by a ref.
 */

/** What both elements have. */
interface ElementProps {
  url?: string;
  token?: string;
  'token-url'?: string;
  'link-target'?: string;
  theme?: 'light' | 'dark' | 'auto';
  /** Properties, which React sets as such. */
  belfry?: Belfry | null;
  getToken?: () => string | null | undefined | Promise<string | null | undefined>;
  strings?: Partial<BelfryBell['strings']>;
  icons?: BelfryBell['icons'];
  renderItem?: ((item: Item) => HTMLElement) | null;
  'onbelfry-select'?: (event: BellEvents['belfry-select']) => void;
}

interface BellProps extends ElementProps {
  badge?: 'unread' | 'unseen';
  toast?: 'off' | 'contained';
  'see-all'?: string;
  'title-count'?: boolean;
  sound?: boolean | string;
  'system-notifications'?: boolean;
  'onbelfry-toggle'?: (event: BellEvents['belfry-toggle']) => void;
}

type Tag<E, Props> = DetailedHTMLProps<HTMLAttributes<E>, E> & Props;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'belfry-bell': Tag<BelfryBell, BellProps>;
      'belfry-inbox': Tag<BelfryInbox, ElementProps>;
    }
  }
}
