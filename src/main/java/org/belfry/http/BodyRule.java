package org.belfry.http;

/**
 * What a door takes of a body.
 *
 * @param most bytes; 0 where no body belongs
 * @param party on whose account
 * @param kind what the party is
 */
public record BodyRule(int most, String party, Kind kind) {

  /** Where no body belongs. */
  public static final BodyRule NONE = new BodyRule(0, "nobody", Kind.ONE_STRANGER);

  /** How much room a party is given. */
  public enum Kind {
    /** A backend that has shown who it is, for which many people may be at work. */
    BACKEND,
    /** Somebody who has shown who they are. */
    USER,
    /** A place from which anybody may send, and many may: where old backends do. */
    ADDRESS,
    /** Anybody, with one thing to say. */
    ONE_STRANGER;

    boolean isKnown() {
      return this == BACKEND || this == USER;
    }

    boolean isMany() {
      return this == BACKEND || this == ADDRESS;
    }
  }
}
