package org.belfry.bench.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Users of one server who are online together. */
public final class Audience implements AutoCloseable {

  private final Server server;
  private final String prefix;
  private final Loops loops;
  private final Ledger ledger;
  private final Subscriber[] online;
  private final Dialect.Cursor[] cursors;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private final LongAdder ofOld = new LongAdder();
  private volatile Window window = new Window();
  private volatile String failure;
  private volatile boolean leaving;
  private volatile long lastReady;

  /** None of them is online yet. */
  public Audience(Server server, String prefix, int size, Loops loops) {
    this.server = server;
    this.prefix = prefix;
    this.loops = loops;
    ledger = new Ledger(size);
    online = new Subscriber[size];
    cursors = new Dialect.Cursor[size];
  }

  public int size() {
    return online.length;
  }

  public String user(int index) {
    return prefix + index;
  }

  public Ledger ledger() {
    return ledger;
  }

  Loop loop(int index) {
    return loops.listener(index);
  }

  String host() {
    return server.host();
  }

  Dialect dialect() {
    return server.dialect();
  }

  /** Begins a new stretch of measuring. */
  public Window newWindow() {
    window = new Window();
    return window;
  }

  /**
   * Connects all, at most so many handshakes at a time.
   *
   * @return how long it took until the last one was ready
   */
  public Duration connect(int atATime, Duration patience) {
    failure = null;
    leaving = false;
    next.set(0);
    ready.set(0);
    var begun = System.nanoTime();
    for (var i = 0; i < Math.min(atATime, size()); i++) {
      connectNext();
    }
    await(() -> ready.get() == size(), patience, "connections");
    return Duration.ofNanos(lastReady - begun);
  }

  private void connectNext() {
    var index = next.getAndIncrement();
    if (index < size()) {
      loop(index).execute(() -> connect(index));
    }
  }

  private void connect(int index) {
    online[index] = new Subscriber(this, index, cursors[index]);
    online[index].connect(server.address());
  }

  void ready(Subscriber subscriber) {
    lastReady = System.nanoTime();
    ready.incrementAndGet();
    connectNext();
  }

  void arrived(int user, Mark mark) {
    if (mark.number() == Mark.OF_OLD) {
      ofOld.increment();
      return;
    }
    window.arrived(mark.sentAt(), System.nanoTime());
    ledger.arrived(user, mark.addressee(), mark.number());
  }

  void ended(Subscriber subscriber, String why) {
    if (!leaving && online[subscriber.index()] == subscriber) {
      failure = subscriber.user() + ": " + why;
    }
  }

  /** Has all tokens made, so that their making is not measured. */
  public void prepare() {
    for (var i = 0; i < size(); i++) {
      dialect().target(user(i), null);
    }
  }

  /** Cuts one user's connection off and connects again from where it was. */
  public void reconnect(int index) {
    loop(index)
        .execute(
            () -> {
              var before = online[index];
              cursors[index] = before.cursor();
              online[index] = null;
              before.end("cut off");
              connect(index);
            });
  }

  /** Has one user's connection send a command, made of the number up to which it has everything. */
  public void command(int index, java.util.function.LongFunction<String> command) {
    loop(index)
        .execute(
            () -> {
              var cursor = online[index].cursor();
              if (cursor != null) {
                online[index].send(command.apply(cursor.head()));
              }
            });
  }

  /** Has a user begin from here at the next connect. */
  public void startAt(int index, Dialect.Cursor cursor) {
    cursors[index] = cursor;
  }

  /** How many came that were in the store before this audience was. */
  public long ofOld() {
    return ofOld.sum();
  }

  /** Cuts all connections off, remembering where each one was. */
  public void disconnect() {
    leaving = true;
    var left = new AtomicInteger(size());
    for (var i = 0; i < size(); i++) {
      var index = i;
      loop(i)
          .execute(
              () -> {
                if (online[index] != null) {
                  cursors[index] = online[index].cursor();
                  online[index].end("left");
                  online[index] = null;
                }
                left.decrementAndGet();
              });
    }
    await(() -> left.get() == 0, Duration.ofSeconds(60), "farewells");
  }

  /** All begin anew at their next connect: what they have not read is to come once more. */
  public void forget() {
    java.util.Arrays.fill(cursors, null);
    ledger.expectAgain();
  }

  /** Waits until everything that was sent has come; what has not by then is lost. */
  public Ledger.Faults settle(Duration patience) {
    try {
      await(ledger::isComplete, patience, "arrivals");
    } catch (IllegalStateException e) {
      System.out.println("  " + e.getMessage());
    }
    return ledger.faults();
  }

  /** Waits until nothing has to come any more, or fails. */
  private void await(java.util.function.BooleanSupplier done, Duration patience, String what) {
    var deadline = System.nanoTime() + patience.toNanos();
    while (!done.getAsBoolean()) {
      if (failure != null || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Waiting for %s of %s…: %d of %d ready, %d of %d arrived; %s"
                .formatted(
                    what, prefix, ready.get(), size(), ledger.arrived(), ledger.sent(), failure));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public void close() {
    disconnect();
  }
}
