package org.belfry.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import org.belfry.cluster.Messenger.Message;

/**
 * Passes announcements on to the nodes that hold a connection of the inbox, and to no other. What
 * is announced while a round is under way forms the next one: one query for all its inboxes, one
 * sending. Nobody waits for it; what it can't pass on, the other nodes' sweeps find.
 */
@Singleton
public class Relay {

  private static final Logger LOG = System.getLogger(Relay.class.getName());

  /** Batches that may wait; when the transport is out of reach, the rest is dropped. */
  private static final int QUEUE = 1_000;

  private static final int LARGEST_ROUND = 5_000;

  private final Nodes nodes;
  private final SessionMappings mappings;
  private final Messenger messenger;
  private final BlockingQueue<List<? extends Announcement>> waiting =
      new LinkedBlockingQueue<>(QUEUE);
  private final Thread thread;
  private final Counter sent;
  private final Counter lost;
  private boolean broken;

  @Inject
  public Relay(
      Nodes nodes,
      SessionMappings mappings,
      Messenger messenger,
      ThreadFactory threads,
      MeterRegistry meters) {
    this.nodes = nodes;
    this.mappings = mappings;
    this.messenger = messenger;
    sent = meters.counter("belfry.bell.sent");
    lost = meters.counter("belfry.bell.lost");
    thread = threads.newThread(this::passOn);
    thread.setName("belfry-relay");
    thread.start();
  }

  /** Takes a batch to pass on; costs nothing while this node is alone. */
  void offer(List<? extends Announcement> batch) {
    if (!nodes.areAlone() && !waiting.offer(batch)) {
      lost.increment(batch.size());
    }
  }

  private void passOn() {
    var round = new ArrayList<Announcement>();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        round.addAll(waiting.take());
        while (round.size() < LARGEST_ROUND) {
          var more = waiting.poll();
          if (more == null) {
            break;
          }
          round.addAll(more);
        }
        passOn(round);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        round.clear();
      }
    }
  }

  private void passOn(List<Announcement> round) {
    try {
      var messages = addressed(round);
      if (!messages.isEmpty()) {
        messenger.send(messages);
        sent.increment(messages.size());
      }
      broken = false;
    } catch (SQLException | IOException | RuntimeException e) {
      lost.increment(round.size());
      // once an outage: a busy node would fill its log
      LOG.log(
          broken ? Level.DEBUG : Level.WARNING,
          "announcements do not reach other nodes; their sweeps make up for it",
          e);
      broken = true;
    }
  }

  private List<Message> addressed(List<Announcement> round) throws SQLException {
    var users = round.stream().map(Announcement::user).distinct().toArray(String[]::new);
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
            Letters.write(announcements, messenger.longest())
                .forEach(text -> messages.add(new Message(node, text))));
    return messages;
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
