package org.belfry.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.belfry.text.LogEvent;

/** Says once, however often it is tried again, that the other nodes are not heard; and its end. */
final class Deafness {

  private final Logger log;
  private boolean said;

  Deafness(Logger log) {
    this.log = log;
  }

  /** It was tried in vain, or has broken. */
  void because(Exception reason) {
    LogEvent.of("not-listening")
        .with("reason", reason.getMessage())
        .with("next", "it is tried again; the sweep finds what others do meanwhile")
        .log(log, said ? Level.DEBUG : Level.WARNING);
    said = true;
  }

  /** The others are heard. */
  void isOver() {
    if (said) {
      LogEvent.of("listening").log(log, Level.INFO);
      said = false;
    }
  }
}
