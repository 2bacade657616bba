package org.belfry.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** One round of a periodic duty. A round that fails is reported; the next one still happens. */
record Round(String duty, Duty work) implements Runnable {

  private static final Logger LOG = System.getLogger(Round.class.getName());

  /** What is done once a round. */
  @FunctionalInterface
  interface Duty {
    void perform() throws Exception;
  }

  @Override
  public void run() {
    try {
      work.perform();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | LinkageError e) {
      LOG.log(Level.ERROR, duty + " failed; the next round goes ahead", e);
    }
  }
}
