package org.belfry.bench.peer;

import java.util.Locale;

/** What is measured. */
public enum Kind {
  /** This project. */
  BELFRY,
  /** Express, socket.io and pg. */
  NAIVE,
  /** The same without a database. */
  MEMORY,
  /** Undertow and plain JDBC. */
  BARE,
  /** This project once more, on a store that does not grow: what measure 8 compares with. */
  CONTROL;

  /** The name in tables and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is one of those that users might want compared. */
  public boolean isPeer() {
    return this != BELFRY && this != CONTROL;
  }

  public boolean isNode() {
    return this == NAIVE || this == MEMORY;
  }
}
