package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Cuts bulk work into portions, each a transaction of its own with a pause after it, so that
 * whoever waits for one of the locks gets it then.
 */
@Singleton
class Pace {

  /** How many items a work begins with, before it knows how long they take. */
  private static final int FIRST = 200;

  private final int mostItems;

  @Inject
  Pace(InboxSettings settings) {
    mostItems = settings.portionItems();
  }

  /** For one piece of work. */
  Portion begin() {
    return new Portion(FIRST, mostItems, this::rest);
  }

  /** Gives the others their turn. */
  void rest(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      // the work goes on: whoever stops it does so between its portions
      Thread.currentThread().interrupt();
    }
  }
}
