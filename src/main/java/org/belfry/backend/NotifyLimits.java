package org.belfry.backend;

/**
 * Bounds of a sender's requests.
 *
 * @param recipients of one notification
 * @param bodyBytes of one notification's JSON
 * @param batch notifications of one batch
 * @param batchBytes of one batch's JSON
 */
public record NotifyLimits(int recipients, int bodyBytes, int batch, int batchBytes) {}
