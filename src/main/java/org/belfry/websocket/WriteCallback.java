package org.belfry.websocket;

/** Told when a write has ended, and how. */
public interface WriteCallback {

  /** For writes whose end nobody waits for. */
  WriteCallback IGNORED = error -> {};

  /** Called once per write, by any thread; {@code error} is null when it went well. */
  void done(Throwable error);
}
