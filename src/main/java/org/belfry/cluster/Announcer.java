package org.belfry.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.belfry.model.UserId;
import org.belfry.session.Nodes;
import org.belfry.text.LogEvent;
import org.belfry.worker.BatchBounds;
import org.belfry.worker.BatchJob;
import org.belfry.worker.BatchWorker;
import org.belfry.worker.Vitals;

/**
 * Carries announcements from those who committed a change to those who read, on this node and on
 * the others. The speaker never waits for a reader: one thread of its own calls the listener, in
 * the order of the announcements. What does not fit into the queue is left to the sweep.
 */
@Singleton
public class Announcer implements NodeBus.Listener {

  /** A node has come; sent to all, with its id. */
  private static final String JOINED = "joined ";

  /** The connections of a user end; sent to the nodes that have one, with the user's id. */
  private static final String ENDED = "ended ";

  private static final Logger LOG = System.getLogger(Announcer.class.getName());

  /** Batches of announcements, each of which is passed on alone. */
  private static final int BATCHES = 100_000;

  private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final BatchWorker<List<? extends Announcement>> ringer;
  private final Counter received;
  private final Counter dropped;
  private final Relay relay;
  private final Nodes nodes;
  private final NodeBus nodeBus;
  private volatile AnnouncementListener listener = batch -> {};
  private volatile Runnable sweep = () -> {};
  private volatile Consumer<UserId> ending = user -> {};
  private boolean saidUnheard;
  private volatile long heardAt = System.nanoTime();

  @Inject
  public Announcer(
      Relay relay,
      Nodes nodes,
      NodeBus nodeBus,
      ClusterSettings settings,
      Vitals vitals,
      MeterRegistry meters) {
    this.relay = relay;
    this.nodes = nodes;
    this.nodeBus = nodeBus;
    meters.gauge("belfry.cluster.hearing", nodeBus, m -> m.isHearing() ? 1 : 0);
    received = meters.counter("belfry.cluster.received");
    dropped = meters.counter("belfry.cluster.dropped");
    ringer =
        vitals.batchWorker(
            "bell", new BatchBounds(BATCHES, settings.queueBytes(), 1), new Ringing());
    meters.gauge("belfry.cluster.queue.bytes", ringer, BatchWorker::bytes);
  }

  /** Hands what is announced to whoever listens. */
  private final class Ringing implements BatchJob<List<? extends Announcement>> {

    @Override
    public long bytes(List<? extends Announcement> announcements) {
      return Relay.memory(announcements);
    }

    @Override
    public void perform(List<List<? extends Announcement>> batches) {
      // looked up only now: who listens may have come while this thread waited
      batches.forEach(batch -> listener.announced(batch));
    }

    /** Some may not have been told: the sweep finds out who. */
    @Override
    public void failed(List<List<? extends Announcement>> batches, Throwable reason) {
      sweep.run();
    }
  }

  /** Sets who hears; there is one listener a node. */
  public void listener(AnnouncementListener hearing) {
    listener = hearing;
  }

  /** Sets who ends the connections of a user on this node; must not wait for anybody. */
  public void ending(Consumer<UserId> here) {
    ending = here;
  }

  /** Has the connections of a user end on these nodes; a hint, as everything that is sent. */
  void end(UserId user, Set<UUID> on) {
    ending.accept(user);
    var others =
        on.stream()
            .filter(node -> !node.equals(nodes.self()))
            .map(node -> new NodeBus.Message(node, ENDED + user))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    try {
      nodeBus.send(others);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the other nodes end connections when they compare mappings", e);
    }
  }

  /** Begins to hand on what is announced, here and to the other nodes. */
  public void start() {
    heardAt = System.nanoTime();
    ringer.start();
    relay.start();
  }

  /**
   * Hears the other nodes from now on, and tells them that this one is there; to be called once the
   * node is on the list.
   *
   * @param sweep looks after what announcements may have missed; must not wait for anybody
   */
  public void join(Runnable sweep) {
    this.sweep = sweep;
    nodeBus.listen(nodes.self(), this);
    try {
      nodeBus.send(List.of(new NodeBus.Message(null, JOINED + nodes.self())));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the other nodes learn of this one by its heartbeat", e);
    }
  }

  /** Tells what has been committed; returns at once. */
  public void announce(List<? extends Announcement> batch) {
    if (!batch.isEmpty()) {
      ring(batch);
      relay.offer(batch);
    }
  }

  private void ring(List<? extends Announcement> batch) {
    if (!ringer.offer(batch)) {
      dropped.increment(batch.size());
      sweep.run();
    }
  }

  @Override
  public void heard(String text) {
    if (text.startsWith(JOINED)) {
      if (!text.endsWith(nodes.self().toString())) {
        nodes.nodeJoined();
      }
      return;
    }
    if (text.startsWith(ENDED)) {
      ending.accept(UserId.stored(text.substring(ENDED.length())));
      return;
    }
    received.increment();
    var announcements = AnnouncementCodec.read(text);
    if (announcements == null) {
      sweep.run();
    } else {
      ring(announcements);
    }
  }

  @Override
  public void resumed() {
    sweep.run();
  }

  /** Ends the connections of a user that this node was not told of. */
  public void endUnheard(UserId user) {
    ending.accept(user);
  }

  /** Looks whether the connection to the other nodes stands; to be called every few seconds. */
  public void check() {
    nodeBus.check();
    if (!nodeBus.isListening() || nodeBus.isHearing()) {
      heardAt = System.nanoTime();
    }
    if (!nodeBus.isListening() && !nodes.isOnlyNode() && !saidUnheard) {
      saidUnheard = true;
      LogEvent.of("not-listening")
          .with("reason", "there is another node, and belfry.cluster.listen-url is not set")
          .with("next", "what happens there arrives here within 5 s")
          .log(LOG, Level.WARNING);
    }
  }

  /**
   * Whether this node should hear the others and has not for 30 s: what they do then reaches its
   * readers by the sweep, within 5 s.
   */
  public boolean isDeaf() {
    return System.nanoTime() - heardAt > DEAF_NANOS;
  }

  /** Hands on nothing more; what is still waiting is found by whoever reads the log. */
  public void stop() throws InterruptedException {
    nodeBus.close();
    relay.stop();
    ringer.stop(Duration.ZERO);
  }
}
