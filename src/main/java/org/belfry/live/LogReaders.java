package org.belfry.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.belfry.inbox.read.ChangeLog;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.problem.Problem;
import org.belfry.text.LogEvent;
import org.belfry.worker.BatchSplitter;
import org.belfry.worker.VitalThread;
import org.belfry.worker.Vitals;

/**
 * Reads the log for followers, in turn by user. Those that ask while a read is in flight share the
 * next one, so ten thousand that come back at once cost a few hundred statements; and a reading
 * that fails fails alone.
 */
@Singleton
class LogReaders {

  /** What is read from: the log, or in tests something that fails when it is told to. */
  @FunctionalInterface
  interface Source {
    List<LogPage> read(List<LogQuery> readings) throws SQLException;
  }

  private static final Logger LOG = System.getLogger(LogReaders.class.getName());
  private static final int THREADS = 2;
  private static final int READINGS_A_STATEMENT = 64;

  private final Source source;
  private final ReadQueue waiting = new ReadQueue();
  private final List<VitalThread<List<ReadQueue.Group>>> threads;
  private final BatchSplitter<ReadQueue.Group> splitter =
      new BatchSplitter<>(ChangeLog::isOfOneInbox, this::failedAlone);
  private final DistributionSummary sizes;
  private final Counter failures;

  @Inject
  LogReaders(ChangeLog log, Vitals vitals, MeterRegistry meters) {
    this(log::read, vitals, meters);
  }

  LogReaders(Source source, Vitals vitals, MeterRegistry meters) {
    this.source = source;
    sizes = DistributionSummary.builder("belfry.replay.changes").register(meters);
    failures = meters.counter("belfry.read.failures");
    meters.gauge("belfry.read.queue", waiting, ReadQueue::size);
    threads =
        Stream.iterate(1, i -> i + 1)
            .limit(THREADS)
            .map(i -> vitals.thread("reader-" + i, this::take, this::read))
            .toList();
  }

  void start() {
    threads.forEach(VitalThread::start);
  }

  /** Reads for this follower soon; it is asked for its reading when its turn has come. */
  void request(Subscriber subscriber) {
    waiting.add(subscriber);
  }

  /** What a thread takes; it waits until somebody is there. */
  List<ReadQueue.Group> take() throws InterruptedException {
    return waiting.take(READINGS_A_STATEMENT);
  }

  /** What a thread does with what it has taken. */
  void read(List<ReadQueue.Group> batch) {
    try {
      splitter.perform(batch, this::readTogether);
    } catch (Exception | Error e) {
      if (Problem.behind(e) == null) {
        LOG.log(Level.ERROR, "event=read-failed readings=" + batch.size(), e);
      }
      // those that were read for before have their answer
      var left = batch.stream().filter(group -> !group.followers().isEmpty()).toList();
      failures.increment(left.size());
      left.forEach(group -> fail(group, e));
    }
  }

  private void readTogether(List<ReadQueue.Group> batch) throws SQLException {
    var slices = source.read(batch.stream().map(ReadQueue.Group::reading).toList());
    for (var i = 0; i < batch.size(); i++) {
      var page = slices.get(i);
      tellEach(
          batch.get(i),
          one -> {
            sizes.record(page.changes().size());
            one.read(page);
          });
    }
  }

  private void failedAlone(ReadQueue.Group group, Exception reason) {
    failures.increment();
    LogEvent.of("read-failed").with("user", group.reading().user()).log(LOG, Level.ERROR, reason);
    fail(group, reason);
  }

  private static void fail(ReadQueue.Group group, Throwable reason) {
    var told = reason instanceof Exception e ? e : new IllegalStateException(reason);
    tellEach(group, one -> one.failed(told));
  }

  /**
   * Each of them once, whatever happens to the others: what one of them throws is its own end, and
   * nobody else's.
   */
  private static void tellEach(ReadQueue.Group group, Consumer<Subscriber> told) {
    for (var next = group.followers().poll(); next != null; next = group.followers().poll()) {
      Subscribers.alone(next, told);
    }
  }

  void stop() throws InterruptedException {
    for (var thread : threads) {
      thread.stop(Duration.ZERO);
    }
  }
}
