package org.belfry.compat;

/**
 * Whether and how the old contracts are served.
 *
 * @param enabled false by default: they let everybody in
 * @param newUser whether all others are told of a client that connects
 * @param readWhenDelivered whether what was handed to a client counts as read, because these
 *     clients never say so
 * @param recipients of one message, at most
 * @param bodyBytes of one message, at most
 */
public record CompatSettings(
    boolean enabled, boolean newUser, boolean readWhenDelivered, int recipients, int bodyBytes) {

  /** For what is around the data. */
  private static final int ENVELOPE = 65_536;

  /** Bytes of the body of a message with all that is around it. */
  public int longestPost() {
    return bodyBytes + ENVELOPE;
  }
}
