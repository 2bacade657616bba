package org.belfry.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The database's time, told without asking it: this machine's clock plus the difference measured
 * last. So all nodes agree on the time, even when their own clocks are minutes apart.
 */
public final class DatabaseClock extends Clock {

  private final Clock local;
  private final ZoneId zone;
  private volatile Duration offset = Duration.ZERO;

  public DatabaseClock(Clock local) {
    this(local, ZoneOffset.UTC);
  }

  private DatabaseClock(Clock local, ZoneId zone) {
    this.local = local;
    this.zone = zone;
  }

  /** Takes over what the database said was the time just now. */
  public void adjust(Instant databaseTime) {
    offset = Duration.between(local.instant(), databaseTime);
  }

  @Override
  public Instant instant() {
    return local.instant().plus(offset);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    var clock = new DatabaseClock(local, other);
    clock.offset = offset;
    return clock;
  }
}
