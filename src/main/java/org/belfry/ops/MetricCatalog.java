package org.belfry.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * What is told of each metric, and which of them have buckets. Fixed ones, so that to record costs
 * two additions, and nodes can be added up.
 */
final class MetricCatalog implements MeterFilter {

  private static final Set<String> WITH_BUCKETS =
      Set.of("belfry.append.latency", "belfry.delivery");

  private static final double[] SECONDS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
  };

  static final Map<String, String> HELP =
      Map.ofEntries(
          Map.entry("belfry.build.info", "1, with the version that runs"),
          Map.entry("belfry.sends", "Notifications that were sent, by what became of them"),
          Map.entry("belfry.delivery", "From a POST to its frame having been written, same node"),
          Map.entry("belfry.append.latency", "From taking a batch of notifications to its commit"),
          Map.entry("belfry.append.batch.items", "Items of one commit"),
          Map.entry("belfry.append.queue", "Notifications that wait for the next commit"),
          Map.entry("belfry.append.queue.bytes", "Memory that these hold"),
          Map.entry("belfry.append.deferred", "Notifications that wait for a locked inbox"),
          Map.entry("belfry.append.deferred.bytes", "Memory that these hold"),
          Map.entry("belfry.append.lock.timeouts", "Batches that met a locked inbox"),
          Map.entry("belfry.inbox.failures", "Inboxes that bulk work had to leave out"),
          Map.entry("belfry.inbox.recounted", "Inboxes whose counts were wrong and were mended"),
          Map.entry("belfry.frames", "Frames that were written"),
          Map.entry("belfry.connections", "Open connections"),
          Map.entry("belfry.connections.closed", "Connections that ended, by reason"),
          Map.entry("belfry.replay.changes", "Changes that one read brought one reader"),
          Map.entry("belfry.bodies", "Bodies on their way in"),
          Map.entry("belfry.bodies.bytes", "Bytes that these hold"),
          Map.entry("belfry.bodies.gathered", "Bodies that had not come with their requests"),
          Map.entry("belfry.bodies.refused", "Requests refused before their body had come"),
          Map.entry("belfry.read.queue", "Readers that wait for their turn"),
          Map.entry("belfry.read.failures", "Readings that failed"),
          Map.entry("belfry.cluster.hearing", "1 while the other nodes are heard"),
          Map.entry("belfry.cluster.sent", "Texts to other nodes"),
          Map.entry("belfry.cluster.received", "Texts from other nodes"),
          Map.entry("belfry.cluster.queue.bytes", "Announcements that wait for readers, in bytes"),
          Map.entry("belfry.cluster.dropped", "Announcements that were left to the sweep here"),
          Map.entry("belfry.cluster.lost", "Announcements left to the sweeps of other nodes"),
          Map.entry("belfry.db.connections", "Database connections in use, by purpose"),
          Map.entry("belfry.db.waiting", "Who waits for a database connection, by purpose"),
          Map.entry("belfry.db.failures", "Work that found the database out of reach"),
          Map.entry("belfry.session-mappings.queue", "Openings and closings yet to be written"),
          Map.entry("belfry.session-mappings.refused", "Openings that the database refused"),
          Map.entry("belfry.session-mappings.reconciled", "Mappings that were put right"),
          Map.entry("belfry.actions.queue", "Acts of users that wait for their turn"),
          Map.entry("belfry.actions.refused", "Acts of users that were refused, by code"),
          Map.entry("belfry.pages.queue", "Pages of users that wait for their turn"),
          Map.entry("belfry.socketio.unjoined", "Socket.IO sessions without a token yet"),
          Map.entry("belfry.socketio.refused", "Socket.IO sessions that were one too many"),
          Map.entry("belfry.worker.failures", "Failures that a vital thread has outlived"),
          Map.entry("belfry.worker.troubles", "Vital threads that are dead or stuck"));

  @Override
  public Meter.Id map(Meter.Id id) {
    var help = HELP.get(id.getName());
    return help == null
        ? id
        : new Meter.Id(
            id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), help, id.getType());
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    if (!WITH_BUCKETS.contains(id.getName())) {
      return config;
    }
    var nanos = DoubleStream.of(SECONDS).map(s -> s * Duration.ofSeconds(1).toNanos()).toArray();
    return DistributionStatisticConfig.builder()
        .serviceLevelObjectives(nanos)
        .build()
        .merge(config);
  }
}
