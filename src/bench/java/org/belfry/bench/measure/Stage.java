package org.belfry.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Ledger.Faults;
import org.belfry.bench.load.Loops;
import org.belfry.bench.load.Requests;
import org.belfry.bench.load.Server;
import org.belfry.bench.peer.Kind;
import org.belfry.bench.peer.Peer;
import org.belfry.bench.peer.Peers;
import org.belfry.bench.report.Results;

/** What every measure works with: the running servers, the load generator, the results. */
public final class Stage implements AutoCloseable {

  private static final int EVERYDAY = 1_000;
  private static final int AT_A_TIME = 100;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Options options;
  private final Results results;
  private final Loops loops;
  private final Peers peers;
  private final long postmaster;
  private final Map<Kind, Peer> running = new ConcurrentHashMap<>();
  private final Map<Kind, Audience> everyday = new EnumMap<>(Kind.class);

  public Stage(Options options, Results results, Loops loops, Peers peers, Path database)
      throws IOException {
    this.options = options;
    this.results = results;
    this.loops = loops;
    this.peers = peers;
    postmaster =
        Long.parseLong(Files.readAllLines(database.resolve("postmaster.pid")).get(0).strip());
  }

  Options options() {
    return options;
  }

  Results results() {
    return results;
  }

  Loops loops() {
    return loops;
  }

  Peers peers() {
    return peers;
  }

  long postmaster() {
    return postmaster;
  }

  /** Starts a server if it does not run yet. */
  Peer peer(Kind kind) throws IOException, InterruptedException {
    var peer = running.get(kind);
    if (peer == null) {
      peer = peers.start(kind);
      running.put(kind, peer);
    }
    return peer;
  }

  Server server(Kind kind) throws IOException, InterruptedException {
    return peer(kind).server();
  }

  Requests requests(Kind kind) throws IOException, InterruptedException {
    return new Requests(server(kind));
  }

  /** A thousand users who stay online the whole time. */
  Audience everyday(Kind kind) throws IOException, InterruptedException {
    var audience = everyday.get(kind);
    if (audience == null) {
      audience = audience(kind, "everyday-", EVERYDAY);
      audience.connect(AT_A_TIME, PATIENCE);
      everyday.put(kind, audience);
    }
    return audience;
  }

  /** Users of whom none is online yet. */
  Audience audience(Kind kind, String prefix, int size) throws IOException, InterruptedException {
    return new Audience(server(kind), prefix, size, loops);
  }

  /** Waits for what is on its way, and keeps account of what went wrong. */
  void settle(Measure measure, Kind kind, Audience audience) {
    note(measure, kind, audience.settle(PATIENCE));
  }

  void note(Measure measure, Kind kind, Faults faults) {
    results.note(measure.id(), kind.label(), faults);
  }

  void add(Measure measure, String metric, Kind kind, double value) {
    results.add(measure.id(), metric, kind.label(), value);
  }

  /** Stops all servers. */
  void stopAll() throws IOException {
    everyday.values().forEach(Audience::disconnect);
    everyday.clear();
    for (var peer : running.values()) {
      peer.close();
    }
    running.clear();
  }

  /** Ends all servers at once, when the run itself is being ended. */
  public void kill() {
    for (var peer : running.values()) {
      ProcessHandle.of(peer.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public void close() throws IOException {
    stopAll();
  }
}
