/**
 * The inbox log: what is in it, what its user does with it, and how it is kept.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Whatever happens to an inbox takes its next number ({@code head + 1}) under the lock of its
 *       row and in the transaction that makes it happen: numbers are gapless and in commit order.
 *   <li>Rows of several inboxes are locked in the order of the user ids, so transactions cannot
 *       deadlock.
 *   <li>{@code unread} and {@code unseen} live in the inbox row and change in the same transaction;
 *       every frame carries them as of its number.
 *   <li>What changes nothing takes no number.
 * </ul>
 */
package org.belfry.inbox;
