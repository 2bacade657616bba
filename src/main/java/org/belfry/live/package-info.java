/**
 * The door out: every connection is a reader with a cursor.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A connection is registered first and reads then: what is committed meanwhile lies after its
 *       cursor and is found by its next read, or by the {@code cursor + 1} rule.
 *   <li>A change out of memory is used only when it is exactly the next one.
 *   <li>One write is in flight per connection; what waits is bounded by bytes. The log is the
 *       buffer.
 * </ul>
 */
package org.belfry.live;
