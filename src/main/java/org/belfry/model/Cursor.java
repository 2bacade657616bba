package org.belfry.model;

import java.util.Optional;
import org.belfry.text.Storable;

/**
 * Up to where somebody has everything of an inbox: the epoch of its numbers, and one of these. Is
 * written {@code epoch:head}, as clients show it who come back.
 *
 * @param epoch which history the number belongs to; null where that is not known. One that can be
 *     no inbox's is kept as {@code ""}, which is none's
 * @param head from 0 on
 */
public record Cursor(String epoch, long head) {

  private static final String NO_EPOCH = "";

  /** Of no inbox: who shows it has to fetch the inbox afresh. */
  public static final Cursor VOID = new Cursor(NO_EPOCH, 0);

  public Cursor {
    if (head < 0) {
      throw new IllegalArgumentException("numbers of an inbox begin at 0: " + head);
    }
    if (epoch != null && !Storable.isId(epoch)) {
      epoch = NO_EPOCH;
    }
  }

  /** Reads what {@link #toString()} has written; nothing where it is something else. */
  public static Optional<Cursor> parse(String text) {
    var colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    try {
      var head = Long.parseLong(text, colon + 1, text.length(), 10);
      return head < Long.MAX_VALUE
          ? Optional.of(new Cursor(text.substring(0, colon), head))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Another number of the same epoch. */
  public Cursor at(long number) {
    return new Cursor(epoch, number);
  }

  /** Whether the numbers of both can be compared; never where an epoch is not known. */
  public boolean isOfEpochOf(Cursor other) {
    return epoch != null && epoch.equals(other.epoch);
  }

  /** Whether this is the very next number after the other's. */
  public boolean follows(Cursor other) {
    return isOfEpochOf(other) && head == other.head + 1;
  }

  /** Whether whoever has this has what the other says; not where they can't be compared. */
  public boolean covers(Cursor other) {
    return isOfEpochOf(other) && other.head <= head;
  }

  @Override
  public String toString() {
    return (epoch == null ? "?" : epoch) + ":" + head;
  }
}
