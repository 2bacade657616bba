package org.belfry.security;

/**
 * A backend that may send. Its name stands in the store, never its key, and names of keys and of
 * tokens are told apart: an API key is called what the settings call it, which has no colon, and
 * who shows a JWT {@code jwt:} and its {@code sub}.
 *
 * @param formerName as whom earlier versions stored it; null where that is the same, or is somebody
 *     else's name now
 */
public record Sender(String name, String formerName) implements Identity {

  static final String BY_TOKEN = "jwt:";

  /** Who posts to the old contracts: anybody, and no owner of a key can be called so. */
  public static final Sender OF_OLD_CONTRACTS = new Sender("compat:", null);

  /** The sender whose API key has this name. */
  public static Sender byKey(String name) {
    return new Sender(name, null);
  }

  /** The sender whose token has this subject. */
  static Sender byToken(String subject, boolean isAlsoAKeysName) {
    return new Sender(BY_TOKEN + subject, isAlsoAKeysName ? null : subject);
  }
}
