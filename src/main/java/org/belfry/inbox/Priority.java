package org.belfry.inbox;

import java.util.Locale;

/** How urgent a notification is; for clients to act upon, the server treats all alike. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH;

  private static final Priority[] ALL = values();

  /** As in JSON: {@code low}, {@code normal}, {@code high}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As stored: -1, 0, 1. */
  public short stored() {
    return (short) (ordinal() - 1);
  }

  public static Priority of(short stored) {
    return ALL[stored + 1];
  }
}
