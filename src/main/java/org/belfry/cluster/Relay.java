package org.belfry.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.belfry.cluster.NodeBus.Message;
import org.belfry.session.Nodes;
import org.belfry.session.SessionMappings;
import org.belfry.store.SqlFaults;
import org.belfry.worker.BatchBounds;
import org.belfry.worker.BatchJob;
import org.belfry.worker.BatchSplitter;
import org.belfry.worker.BatchWorker;
import org.belfry.worker.Vitals;

/**
 * Passes announcements on to the nodes that hold a connection of the inbox, and to no other. What
 * is announced while a round is under way forms the next one: one query for all its inboxes, one
 * sending. Nobody waits for it; what it can't pass on, the other nodes' sweeps find.
 */
@Singleton
class Relay {

  private static final Logger LOG = System.getLogger(Relay.class.getName());

  /** Batches that may wait; when the transport is out of reach, the rest is dropped. */
  private static final int BATCHES = 100_000;

  /** Announcements of one round. */
  private static final int LARGEST_ROUND = 5_000;

  /** What an announcement holds in memory besides its texts. */
  private static final int OBJECTS = 100;

  private final Nodes nodes;
  private final SessionMappings mappings;
  private final NodeBus nodeBus;
  private final BatchWorker<List<? extends Announcement>> worker;
  private final Counter sent;
  private final Counter lost;
  private final BatchSplitter<Announcement> splitter =
      new BatchSplitter<>(Relay::isUnspeakable, this::leftToSweeps);
  private boolean broken;

  @Inject
  public Relay(
      Nodes nodes,
      SessionMappings mappings,
      NodeBus nodeBus,
      ClusterSettings settings,
      Vitals vitals,
      MeterRegistry meters) {
    this.nodes = nodes;
    this.mappings = mappings;
    this.nodeBus = nodeBus;
    sent = meters.counter("belfry.cluster.sent");
    lost = meters.counter("belfry.cluster.lost");
    worker =
        vitals.batchWorker(
            "relay", new BatchBounds(BATCHES, settings.queueBytes(), LARGEST_ROUND), new Rounds());
  }

  /** One round for all that has gathered. */
  private final class Rounds implements BatchJob<List<? extends Announcement>> {

    @Override
    public long bytes(List<? extends Announcement> announcements) {
      return memory(announcements);
    }

    @Override
    public int size(List<? extends Announcement> announcements) {
      return announcements.size();
    }

    @Override
    public void perform(List<List<? extends Announcement>> batches) {
      passOn(batches.stream().<Announcement>flatMap(List::stream).toList());
    }

    @Override
    public void failed(List<List<? extends Announcement>> batches, Throwable reason) {
      lost.increment(batches.stream().mapToInt(List::size).sum());
    }
  }

  /** About how many bytes announcements hold while they wait. */
  static long memory(List<? extends Announcement> announcements) {
    long bytes = OBJECTS;
    for (var announcement : announcements) {
      var frame = announcement.frame();
      bytes +=
          OBJECTS + announcement.user().value().length() + (frame == null ? 0 : frame.length());
    }
    return bytes;
  }

  /** Begins to pass on. */
  void start() {
    worker.start();
  }

  /** Takes a batch to pass on; costs nothing while this node is alone. */
  void offer(List<? extends Announcement> batch) {
    if (!nodes.isOnlyNode() && !worker.offer(batch)) {
      lost.increment(batch.size());
    }
  }

  private void passOn(List<Announcement> round) {
    try {
      splitter.perform(round, this::send);
      broken = false;
    } catch (Exception e) {
      lost.increment(round.size());
      // once an outage: a busy node would fill its log
      LOG.log(
          broken ? Level.DEBUG : Level.WARNING,
          "announcements do not reach other nodes; their sweeps make up for it",
          e);
      broken = true;
    }
  }

  private void send(List<Announcement> round) throws SQLException, IOException {
    var messages = addressed(round);
    if (!messages.isEmpty()) {
      nodeBus.send(messages);
      sent.increment(messages.size());
    }
  }

  /** What can't be said, rather than nobody being there to say it to. */
  private static boolean isUnspeakable(Exception e) {
    return e instanceof RuntimeException
        || SqlFaults.isTheDatas(e)
        || e.getCause() instanceof SQLException cause && SqlFaults.isTheDatas(cause);
  }

  private void leftToSweeps(Announcement announcement, Exception reason) {
    lost.increment();
    LOG.log(
        Level.WARNING,
        "event=not-announced number="
            + announcement.reached().head()
            + " next=\"the sweeps find it\"",
        reason);
  }

  private List<Message> addressed(List<Announcement> round) throws SQLException {
    var users = round.stream().map(Announcement::user).collect(Collectors.toSet());
    var holders = mappings.elsewhere(users);
    if (holders.isEmpty()) {
      return List.of();
    }
    Map<UUID, List<Announcement>> byNode = new HashMap<>();
    for (var announcement : round) {
      for (var node : holders.getOrDefault(announcement.user(), List.of())) {
        byNode.computeIfAbsent(node, any -> new ArrayList<>()).add(announcement);
      }
    }
    var messages = new ArrayList<Message>();
    byNode.forEach(
        (node, announcements) ->
            AnnouncementCodec.write(announcements, nodeBus.longest())
                .forEach(text -> messages.add(new Message(node, text))));
    return messages;
  }

  /** Passes on nothing more. */
  void stop() throws InterruptedException {
    worker.stop(Duration.ZERO);
  }
}
