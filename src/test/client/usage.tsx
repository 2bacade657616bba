// Compiled, never run: what README.md of the package shows of React has to fit the types.
import { useSyncExternalStore } from 'react';
import { Belfry } from 'belfry-client';
import 'belfry-client/bell';
import 'belfry-client/inbox';
import type {} from 'belfry-client/react';

declare const getToken: () => Promise<string>;

const belfry = new Belfry({ url: 'https://belfry.example/', getToken });

const subscribe = (changed: () => void) => belfry.on('counts', changed);
export const useUnread = () => useSyncExternalStore(subscribe, () => belfry.counts.unread, () => 0);

export function Bell() {
  return <belfry-bell ref={(bell) => { if (bell) bell.belfry = belfry; }} />;
}

export const others = [
  <belfry-bell key="0" belfry={belfry} onbelfry-select={(e) => console.log(e.detail.item.title)} />,
  <belfry-bell key="a" token-url="/token" badge="unseen" theme="dark" toast="off" title-count className="mine" />,
  <belfry-bell key="b" onbelfry-toggle={(e) => e.detail.open} ref={(bell) => bell?.show()} />,
  <belfry-inbox key="c" token-url="/token" icons={{ comment: '💬' }} />,
  // @ts-expect-error: no such badge
  <belfry-bell key="d" badge="all" />,
  // @ts-expect-error: no bell
  <belfry-inbox key="e" badge="unread" />,
];
