package org.belfry.engine;

/** How a write ended. */
public interface Written {

  /** For writes whose end nobody waits for. */
  Written IGNORED = error -> {};

  /** Called once per write, by any thread; {@code error} is null when it went well. */
  void done(Throwable error);
}
