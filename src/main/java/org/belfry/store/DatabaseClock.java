package org.belfry.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The database's time, told without asking it: what it said last, plus what has passed since then
 * by the clock that nobody sets. So all nodes agree on the time, even when their own clocks are
 * minutes apart, or are set while they run.
 */
public final class DatabaseClock extends Clock {

  /** What the time was when the ticker stood there. */
  private record Anchor(Instant time, long nanos) {}

  private final LongSupplier ticker;
  private final ZoneId zone;
  private final AtomicReference<Anchor> anchor;

  /**
   * A clock that knows no better yet than this machine's.
   *
   * @param local asked once
   */
  public DatabaseClock(Clock local) {
    this(local, System::nanoTime);
  }

  DatabaseClock(Clock local, LongSupplier ticker) {
    this(ticker, ZoneOffset.UTC, new AtomicReference<>());
    adjust(local.instant());
  }

  private DatabaseClock(LongSupplier ticker, ZoneId zone, AtomicReference<Anchor> anchor) {
    this.ticker = ticker;
    this.zone = zone;
    this.anchor = anchor;
  }

  /** Takes over what the database said was the time just now. */
  public void adjust(Instant databaseTime) {
    anchor.set(new Anchor(databaseTime, ticker.getAsLong()));
  }

  @Override
  public Instant instant() {
    var last = anchor.get();
    return last.time().plusNanos(ticker.getAsLong() - last.nanos());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new DatabaseClock(ticker, other, anchor);
  }
}
