package org.belfry.bench.load;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Says what was sent to whom and what came: each user's notifications are numbered from 1, by one
 * caller, which sends the next when the one before was answered.
 */
public final class Ledger {

  /** What went wrong; all have to be 0. */
  public record Faults(long lost, long doubled, long disordered, long strayed) {

    /** Nothing yet. */
    public static final Faults NONE = new Faults(0, 0, 0, 0);

    public Faults plus(Faults other) {
      return new Faults(
          lost + other.lost,
          doubled + other.doubled,
          disordered + other.disordered,
          strayed + other.strayed);
    }

    public long all() {
      return lost + doubled + disordered + strayed;
    }

    @Override
    public String toString() {
      return lost
          + " lost, "
          + doubled
          + " doubled, "
          + disordered
          + " disordered, "
          + strayed
          + " strayed";
    }
  }

  private final int[] issued;
  private final int[] latest;
  private final Map<Integer, BitSet> missing = new ConcurrentHashMap<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder arrived = new LongAdder();
  private final LongAdder doubled = new LongAdder();
  private final LongAdder disordered = new LongAdder();
  private final LongAdder strayed = new LongAdder();

  public Ledger(int users) {
    issued = new int[users];
    latest = new int[users];
  }

  /** The number of this user's next notification. */
  public int issue(int user) {
    sent.increment();
    return ++issued[user];
  }

  /** The number of the last notification that was sent to this user. */
  public int issued(int user) {
    return issued[user];
  }

  /**
   * Notes an arrival.
   *
   * @param addressee the user it was meant for, or -1 if for several
   */
  public void arrived(int user, int addressee, int number) {
    if (addressee != -1 && addressee != user || number > issued[user]) {
      strayed.increment();
    } else if (number == latest[user] + 1) {
      latest[user] = number;
      arrived.increment();
    } else if (number > latest[user]) {
      missing.computeIfAbsent(user, u -> new BitSet()).set(latest[user] + 1, number);
      latest[user] = number;
      arrived.increment();
    } else {
      late(user, number);
    }
  }

  private void late(int user, int number) {
    var gaps = missing.get(user);
    if (gaps != null && gaps.get(number)) {
      gaps.clear(number);
      disordered.increment();
      arrived.increment();
    } else {
      doubled.increment();
    }
  }

  /** Everything that was sent is expected once more: what is unread is replayed at each connect. */
  public void expectAgain() {
    for (var user = 0; user < latest.length; user++) {
      latest[user] = 0;
    }
    sent.reset();
    arrived.reset();
    for (var count : issued) {
      sent.add(count);
    }
  }

  public long sent() {
    return sent.sum();
  }

  public long arrived() {
    return arrived.sum();
  }

  public boolean isComplete() {
    return arrived() >= sent();
  }

  /** To be asked when nothing is on the way any more. */
  public Faults faults() {
    return new Faults(sent() - arrived(), doubled.sum(), disordered.sum(), strayed.sum());
  }
}
