/**
 * How notifications get into inboxes: drafts wait in a queue that is bounded by number and by
 * bytes, are appended by group commit, and are answered after the commit.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A draft is stored whole, in all its recipients' inboxes, or not at all.
 *   <li>A draft whose inboxes are locked waits by itself; later ones to the same inboxes wait
 *       behind it.
 *   <li>The key of a draft is claimed in the transaction that stores it.
 * </ul>
 */
package org.belfry.inbox.append;
