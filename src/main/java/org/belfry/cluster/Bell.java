package org.belfry.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Carries announcements from those who committed a change to those who read, on this node and on
 * the others. The speaker never waits for a reader: one thread of its own calls the listener, in
 * the order of the announcements.
 */
@Singleton
public class Bell implements Messenger.Hearer {

  /** A node has come; sent to all, with its id. */
  private static final String JOINED = "joined ";

  private static final Logger LOG = System.getLogger(Bell.class.getName());

  private final BlockingQueue<List<? extends Announcement>> waiting = new LinkedBlockingQueue<>();
  private final Thread ringer;
  private final Counter received;
  private final Relay relay;
  private final Nodes nodes;
  private final Messenger messenger;
  private volatile AnnouncementListener listener = batch -> {};
  private volatile Runnable sweep = () -> {};
  private volatile boolean stopped;

  @Inject
  @SuppressWarnings("this-escape")
  public Bell(
      Relay relay, Nodes nodes, Messenger messenger, ThreadFactory threads, MeterRegistry meters) {
    this.relay = relay;
    this.nodes = nodes;
    this.messenger = messenger;
    meters.gauge("belfry.bell.hearing", messenger, m -> m.isHearing() ? 1 : 0);
    received = meters.counter("belfry.bell.received");
    ringer = threads.newThread(this::ring);
    ringer.setName("belfry-bell");
    ringer.start();
  }

  /** Sets who hears; there is one listener a node. */
  public void listener(AnnouncementListener hearing) {
    listener = hearing;
  }

  /**
   * Hears the other nodes from now on, and tells them that this one is there; to be called once the
   * node is on the list.
   *
   * @param sweep looks after what announcements may have missed; must not wait for anybody
   */
  public void join(Runnable sweep) {
    this.sweep = sweep;
    messenger.listen(nodes.self(), this);
    try {
      messenger.send(List.of(new Messenger.Message(null, JOINED + nodes.self())));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the other nodes learn of this one by its heartbeat", e);
    }
  }

  /** Tells what has been committed; returns at once. */
  public void announce(List<? extends Announcement> batch) {
    if (!batch.isEmpty()) {
      waiting.add(batch);
      relay.offer(batch);
    }
  }

  @Override
  public void heard(String text) {
    if (text.startsWith(JOINED)) {
      if (!text.endsWith(nodes.self().toString())) {
        nodes.somebodyJoined();
      }
      return;
    }
    received.increment();
    var announcements = Letters.read(text);
    if (announcements == null) {
      sweep.run();
    } else {
      waiting.add(announcements);
    }
  }

  @Override
  public void resumed() {
    sweep.run();
  }

  /** Looks whether the connection to the other nodes stands. */
  public void check() {
    messenger.check();
  }

  private void ring() {
    while (!stopped) {
      try {
        var batch = waiting.take();
        // looked up only now: who listens may have come while this thread waited
        listener.announced(batch);
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
