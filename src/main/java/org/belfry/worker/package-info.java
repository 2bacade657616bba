/**
 * Threads that the server can't do without, each with one fence, one start and one stop, and with a
 * place in the readiness of the node. Knows nothing of what they work on.
 *
 * <p>Invariants: a worker outlives whatever its work throws, an {@link java.lang.Error} too; no
 * thread is begun in a constructor; every queue is bounded by entries and by bytes, and who finds
 * it full is told so at once.
 */
package org.belfry.worker;
