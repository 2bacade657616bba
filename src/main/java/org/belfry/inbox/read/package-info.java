/**
 * How inboxes are read: pages of the log for readers with a cursor, pages of items for lists. Of
 * many readings at once each has its own page, bounded in items and in bytes.
 */
package org.belfry.inbox.read;
