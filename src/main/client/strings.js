/** What the bell says; `{n}` is filled in, and a function may do better at plurals. */
export const STRINGS = {
  label: 'Notifications',
  labelUnread: 'Notifications, {n} unread',
  title: 'Notifications',
  all: 'All',
  unreadOnly: 'Unread',
  archived: 'Archive',
  readAll: 'Mark all as read',
  archiveRead: 'Archive all read',
  seeAll: 'See all',
  empty: 'Nothing new',
  emptyHint: 'What concerns you shows up here.',
  emptyUnread: 'All read',
  emptyUnreadHint: 'What you have not read yet shows up here.',
  emptyArchived: 'The archive is empty',
  emptyArchivedHint: 'What you archive is kept here.',
  error: 'The list could not be loaded.',
  retry: 'Try again',
  offline: 'You are offline.',
  reconnecting: 'Reconnecting…',
  signedOut: 'Please sign in again.',
  refused: 'No access.',
  failed: 'That did not work.',
  now: 'just now',
  today: 'Today',
  yesterday: 'Yesterday',
  earlier: 'Earlier',
  newItems: '{n} new',
  unread: 'Unread',
  important: 'Important',
  standsFor: '{n} notifications',
  more: 'more',
  less: 'less',
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  archive: 'Archive',
  restore: 'Move back',
  wasArchived: 'Archived',
  wereArchived: '{n} archived',
  undo: 'Undo',
  loading: 'Loading…',
  arrived: '{n} new notifications',
  close: 'Close',
};

/** A text with its gaps filled. */
export function text(strings, name, values = {}) {
  const value = strings[name];
  if (typeof value === 'function') return value(values);
  return value.replace(/\{(\w+)\}/g, (gap, key) => values[key] ?? gap);
}
