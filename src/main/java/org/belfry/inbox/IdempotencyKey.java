package org.belfry.inbox;

/**
 * Marks a request that may be sent again: the same key with the same body within 24 hours gets the
 * stored answer.
 *
 * @param bodyHash SHA-256 of the request body
 */
public record IdempotencyKey(String sender, String key, byte[] bodyHash) {

  /** What makes two requests the same attempt. */
  record Name(String sender, String key) {}

  Name name() {
    return new Name(sender, key);
  }
}
