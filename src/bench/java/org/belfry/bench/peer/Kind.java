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
  BARE;

  /** The name in tables and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isNode() {
    return this == NAIVE || this == MEMORY;
  }
}
