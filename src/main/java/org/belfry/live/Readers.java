package org.belfry.live;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.belfry.inbox.ChangeLog;
import org.belfry.inbox.Slice;

/**
 * Reads the log for followers. Those that ask while a read is in flight share the next one, so ten
 * thousand that come back at once cost a few hundred statements.
 */
@Singleton
class Readers {

  private static final Logger LOG = System.getLogger(Readers.class.getName());
  private static final int THREADS = 2;
  private static final int FOLLOWERS_A_READ = 64;

  private final ChangeLog log;
  private final BlockingQueue<Follower> waiting = new LinkedBlockingQueue<>();
  private final List<Thread> threads;
  private final DistributionSummary sizes;

  @Inject
  Readers(ChangeLog log, ThreadFactory factory, MeterRegistry meters) {
    this.log = log;
    sizes = DistributionSummary.builder("belfry.replay.changes").register(meters);
    meters.gauge("belfry.read.queue", waiting, BlockingQueue::size);
    threads = Stream.generate(() -> factory.newThread(this::readAll)).limit(THREADS).toList();
    threads.forEach(
        thread -> {
          thread.setName("belfry-reader");
          thread.start();
        });
  }

  /** Reads for this follower soon; it is asked for its reading when its turn has come. */
  void request(Follower follower) {
    waiting.add(follower);
  }

  private void readAll() {
    var batch = new ArrayList<Follower>();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch, FOLLOWERS_A_READ - 1);
        read(batch);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        batch.clear();
      }
    }
  }

  private void read(List<Follower> batch) {
    try {
      var readings = batch.stream().map(Follower::reading).toList();
      deal(batch, log.read(readings));
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.ERROR, "could not read for " + batch.size() + " connection(s)", e);
      batch.forEach(follower -> fail(follower, e));
    }
  }

  private void deal(List<Follower> batch, List<Slice> slices) {
    for (var i = 0; i < batch.size(); i++) {
      var follower = batch.get(i);
      sizes.record(slices.get(i).changes().size());
      try {
        follower.read(slices.get(i));
      } catch (RuntimeException e) {
        fail(follower, e);
      }
    }
  }

  private static void fail(Follower follower, Exception reason) {
    try {
      follower.failed(reason);
    } catch (RuntimeException e) {
      e.addSuppressed(reason);
      LOG.log(Level.ERROR, "a connection could not be closed", e);
    }
  }

  /** The first number of a replay of the newest {@code n}, less one. */
  long beforeNewest(String user, int n) throws SQLException {
    return log.beforeNewest(user, n);
  }

  @PreDestroy
  void stop() {
    threads.forEach(Thread::interrupt);
  }
}
