package org.belfry.cluster;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Carries announcements from those who committed a change to those who read. The speaker never
 * waits for a reader: one thread of its own calls the listener, in the order of the announcements.
 */
@Singleton
public class Bell {

  private static final Logger LOG = System.getLogger(Bell.class.getName());

  private final BlockingQueue<List<? extends Announcement>> waiting = new LinkedBlockingQueue<>();
  private final Thread ringer;
  private volatile AnnouncementListener listener = batch -> {};
  private volatile boolean stopped;

  @Inject
  public Bell(ThreadFactory threads) {
    ringer = threads.newThread(this::ring);
    ringer.setName("belfry-bell");
    ringer.start();
  }

  /** Sets who hears; there is one listener a node. */
  public void listener(AnnouncementListener hearing) {
    listener = hearing;
  }

  /** Tells what has been committed; returns at once. */
  public void announce(List<? extends Announcement> batch) {
    if (!batch.isEmpty()) {
      waiting.add(batch);
    }
  }

  private void ring() {
    while (!stopped) {
      try {
        listener.announced(waiting.take());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "an announcement was lost; the next sweep makes up for it", e);
      }
    }
  }

  @PreDestroy
  void stop() {
    stopped = true;
    ringer.interrupt();
  }
}
