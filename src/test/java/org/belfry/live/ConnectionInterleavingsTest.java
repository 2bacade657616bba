package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogPosition;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.session.ClientInfo;
import org.belfry.session.SessionMappings;
import org.belfry.worker.Vitals;
import org.junit.jupiter.api.Test;

/**
 * A connection among everything that can happen to it, in thousands of orders: changes are
 * committed, announcements come late, twice, in another order or not at all, readings find what was
 * there a while ago, writes end when they like, and the inbox forks. When all has come to rest and
 * the sweep has looked, the client has every number once and in order.
 */
class ConnectionInterleavingsTest {

  private static final int RUNS = 5_000;
  private static final int STEPS = 60;
  private static final int PAGE = 3;

  @Test
  void every_number_comes_once_and_in_order_whatever_happens_when() {
    for (var seed = 0L; seed < RUNS; seed++) {
      new Run(seed).perform();
    }
  }

  private record Change(Cursor reached, String frame) implements Announcement {

    @Override
    public String user() {
      return "ada";
    }
  }

  /** One run: everything that is under way waits in a list, and chance says what goes on. */
  private static final class Run implements ConnectionOwner {

    private final Random chance;
    private final String name;
    private final List<Runnable> underWay = new ArrayList<>();
    private final Client client = new Client();
    private final boolean carries;
    private final Connection connection;
    private final Map<String, Long> forks = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private String epoch = "e0";
    private long head;

    Run(long seed) {
      chance = new Random(seed);
      name = "seed " + seed;
      for (var some = chance.nextInt(3 * PAGE); some > 0; some--) {
        append();
      }
      carries = chance.nextInt(4) > 0;
      var vitals = new Vitals(Thread::new, new SimpleMeterRegistry());
      var mappings =
          new SessionMappings(null, Clock.systemUTC(), vitals, new SimpleMeterRegistry());
      var mapping = mappings.map(new ClientInfo("ada", "websocket", null, null));
      connection = new Connection(this, mapping, client, Instant.MAX, first());
    }

    private LogQuery first() {
      var after = chance.nextInt((int) head + 1);
      client.last = after;
      return switch (chance.nextInt(3)) {
        case 0 -> LogQuery.changes("ada", new Cursor(epoch, after));
        case 1 -> LogQuery.changes("ada", new Cursor(null, after));
        default -> {
          client.last = 0;
          yield LogQuery.unread("ada", 0);
        }
      };
    }

    void perform() {
      connection.start();
      for (var step = 0; step < STEPS; step++) {
        switch (chance.nextInt(8)) {
          case 0, 1 -> commit();
          case 2 -> underWay.add(this::sweep);
          case 3 -> fork();
          default -> goOn();
        }
      }
      rest();
      sweep();
      rest();
      assertThat(client.faults).as(name).isEmpty();
      assertThat(client.epoch).as(name).isEqualTo(epoch);
      assertThat(client.last).as(name).isEqualTo(head);
      assertThat(client.caughtUp).as(name).isTrue();
      client.has.forEach((number, frame) -> assertThat(frame).as(name).isEqualTo(frame(number)));
    }

    private void goOn() {
      if (!underWay.isEmpty()) {
        underWay.remove(chance.nextInt(underWay.size())).run();
      }
    }

    private void rest() {
      while (!underWay.isEmpty()) {
        goOn();
      }
    }

    private void commit() {
      append();
      var change = new Change(new Cursor(epoch, head), carries ? frame(head) : null);
      for (var times = chance.nextInt(3); times > 0; times--) {
        underWay.add(() -> connection.announced(change));
      }
    }

    private void append() {
      log.add("{\"event\":\"notification\",\"what\":" + chance.nextLong() + "}");
      head++;
    }

    private void sweep() {
      connection.stands(new Change(new Cursor(epoch, head), null));
    }

    /** Seldom: the database was set back; up to there both histories are one. */
    private void fork() {
      if (chance.nextInt(10) == 0) {
        forks.put(epoch, Math.max(0, head - chance.nextInt(PAGE + 1)));
        head = forks.get(epoch);
        log.subList((int) head, log.size()).clear();
        epoch = "e" + forks.size();
      }
    }

    /** Whether the number is of this history: no fork since that epoch lies before it. */
    private boolean holds(Cursor cursor) {
      var since = false;
      for (var fork : forks.entrySet()) {
        since |= fork.getKey().equals(cursor.epoch());
        if (since && cursor.head() > fork.getValue()) {
          return false;
        }
      }
      return true;
    }

    private String frame(long number) {
      return log.get((int) number - 1);
    }

    private Counts now() {
      return new Counts(epoch, head, 0, 0, 0);
    }

    /** As the log does it: a page of what lies after the cursor; all that was sent is unread. */
    private LogPage page(LogQuery query) {
      var isOfChanges = query.kind() == LogQuery.Kind.CHANGES;
      var isVoid =
          isOfChanges
              && (query.from().whole().epoch() != null && !holds(query.from().whole())
                  || query.from().after() > head);
      if (isVoid) {
        return new LogPage(now(), true, List.of(), LogPosition.behind(now().cursor()), false);
      }
      var end = query.opening() == null ? head : Math.min(head, query.opening().head());
      var found =
          LongStream.rangeClosed(query.from().after() + 1, isOfChanges ? head : end)
              .limit(PAGE + 1)
              .mapToObj(n -> new LogPage.Entry(frame(n), new CountsAt(n, 0, 0)))
              .toList();
      var more = found.size() > PAGE;
      var entries = more ? found.subList(0, PAGE) : found;
      var after = entries.isEmpty() ? query.from().after() : entries.get(entries.size() - 1).head();
      return new LogPage(now(), false, entries, LogPosition.behind(new Cursor(epoch, after)), more);
    }

    @Override
    public LiveSettings settings() {
      var second = Duration.ofSeconds(1);
      return new LiveSettings(second, second, second, 200, second, second, second, 10, 10);
    }

    @Override
    public Instant time() {
      return Instant.EPOCH;
    }

    /** The turn comes some time, the page is of that moment, and is handed on some time later. */
    @Override
    public void read(Connection reader) {
      underWay.add(
          () -> {
            var query = reader.query();
            assertThat(query).as(name).isNotNull();
            var page = page(query);
            underWay.add(() -> reader.read(page));
          });
    }

    @Override
    public void written(Transport transport, List<Transport.Frame> frames) {
      assertThat(frames).as(name).isNotEmpty();
    }

    @Override
    public void slow(Connection slow) {
      throw new AssertionError(name);
    }

    @Override
    public void lost(Connection lost, Throwable error) {
      throw new AssertionError(name, error);
    }

    @Override
    public void close(Connection closed, CloseCode why) {
      throw new AssertionError(name + ": " + why);
    }

    /** What the other side has; its writes end when chance wants it. */
    private final class Client implements Transport {

      private final List<String> faults = new ArrayList<>();
      private final Map<Long, String> has = new HashMap<>();
      private boolean writing;
      private boolean greeted;
      private boolean caughtUp;
      private String epoch;
      private long last;

      @Override
      public String transport() {
        return "websocket";
      }

      @Override
      public void write(List<Frame> frames, Written written) {
        check(!writing, "two writes at once");
        writing = true;
        frames.forEach(this::take);
        underWay.add(
            () -> {
              writing = false;
              written.done(null);
            });
      }

      private void take(Frame frame) {
        switch (frame.event()) {
          case "hello" -> {
            check(!greeted, "greeted twice");
            greeted = true;
          }
          case "reset" -> {
            epoch = frame.cursor().epoch();
            last = frame.cursor().head();
            has.clear();
          }
          case "caught-up" -> {
            check(
                last == frame.cursor().head(),
                "caught up at " + frame.cursor().head() + " with " + last);
            epoch = frame.cursor().epoch();
            caughtUp = true;
          }
          default -> {
            check(greeted, "a change before the greeting");
            check(
                frame.cursor().head() == last + 1,
                last + " was followed by " + frame.cursor().head());
            has.put(frame.cursor().head(), frame.json());
            epoch = frame.cursor().epoch();
            last = frame.cursor().head();
          }
        }
      }

      private void check(boolean right, String fault) {
        if (!right) {
          faults.add(fault);
        }
      }

      @Override
      public void ping() {}

      @Override
      public boolean answersPings() {
        return true;
      }

      @Override
      public void close(CloseCode why) {
        faults.add("closed: " + why);
      }
    }
  }
}
