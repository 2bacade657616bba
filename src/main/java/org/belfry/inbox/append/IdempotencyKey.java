package org.belfry.inbox.append;

/**
 * Marks a request that may be sent again: the same key with the same body within 24 hours gets the
 * stored answer.
 *
 * @param bodyHash SHA-256 of the request body
 * @param former as what an earlier version stored it; null where that is the same. What stands
 *     there is only taken for this one when its body is the same, too
 */
public record IdempotencyKey(String sender, String key, byte[] bodyHash, Name former) {

  /** What makes two requests the same attempt. */
  public record Name(String sender, String key) {}

  public IdempotencyKey(String sender, String key, byte[] bodyHash) {
    this(sender, key, bodyHash, null);
  }

  Name name() {
    return new Name(sender, key);
  }
}
