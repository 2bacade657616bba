package org.belfry.worker;

/**
 * The bounds of a {@link BatchWorker}.
 *
 * @param entries that may wait, at most
 * @param bytes that they may hold, at most; a single entry that is larger is taken while nothing
 *     else waits
 * @param batch the sizes of one batch added up, at most; a single entry that is larger goes alone
 */
public record BatchBounds(int entries, long bytes, int batch) {}
