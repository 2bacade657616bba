package org.belfry.user;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.belfry.http.QueryString;
import org.belfry.inbox.read.PageQuery;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * The bounds of what users may ask for, and the refusals of what lies beyond.
 *
 * @param page items of one page, at most
 * @param seqs items of one act, at most
 * @param commandsPerSecond acts and pages of one user, by whatever door; twice as many at once
 *     after a rest; 0 for no limit
 */
public record InboxLimits(int page, int seqs, int commandsPerSecond) {

  /** Of the longest number that an item may have, with its comma and a space. */
  private static final int NUMBER_BYTES = 21;

  private static final int OTHER_BYTES = 1_024;

  /** The largest body of an act: one that names as many items as may be named. */
  public int bodyBytes() {
    return seqs * NUMBER_BYTES + OTHER_BYTES;
  }

  PageQuery.State state(String text) {
    for (var state : PageQuery.State.values()) {
      if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
        return state;
      }
    }
    throw Problem.invalidField("state", "unread, all or archived");
  }

  int page(String text) {
    var limit = QueryString.number("limit", text);
    if (limit < 1 || limit > page) {
      throw Problem.invalidField("limit", "a number from 1 to " + page);
    }
    return (int) limit;
  }

  /** A set: what is named twice counts once. */
  public List<Long> seqs(List<Long> given) {
    if (given == null) {
      throw Problem.missingField("seqs");
    }
    if (given.isEmpty() || given.size() > seqs || given.stream().anyMatch(Objects::isNull)) {
      throw Problem.invalidField("seqs", "1 to " + seqs + " numbers");
    }
    return List.copyOf(new LinkedHashSet<>(given));
  }

  public static long upTo(Long given) {
    return number("upTo", given);
  }

  public static long number(String field, Long given) {
    if (given == null) {
      throw Problem.missingField(field);
    }
    if (given < 0) {
      throw Problem.invalidField(field, "0 or more");
    }
    return given;
  }

  /** A path that does not name an item by a number names none. */
  static long seq(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Problem(ProblemKind.NO_SUCH_ITEM, "items are named by numbers");
    }
  }
}
