package org.belfry.live;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.belfry.http.QueryString;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;

/**
 * Where a new reader begins: after its cursor ({@code epoch} and {@code after}), or with its unread
 * items ({@code replay}: only the newest so many of them, 0 for none).
 */
@Singleton
public class StartPositions {

  /** Larger replays are asked for as "all". */
  private static final int MOST_REPLAYED = 10_000;

  /**
   * Reads the query parameters.
   *
   * @throws Problem 400 naming the parameter that is not right
   */
  public LogQuery reading(UserId user, Map<String, List<String>> parameters) {
    var after = first(parameters, "after");
    if (after != null) {
      return LogQuery.changes(
          user, new Cursor(first(parameters, "epoch"), QueryString.number("after", after)));
    }
    var replay = first(parameters, "replay");
    return replay == null
        ? LogQuery.unread(user, 0)
        : newest(user, QueryString.number("replay", replay));
  }

  /** The parameters of a query string. */
  public static Map<String, List<String>> parameters(String query) {
    return QueryString.parse(query).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
  }

  /**
   * A cursor that an {@code EventSource} brings back, whatever it may be: one that is none is void,
   * which is answered by {@code reset}. A refusal would be the end of it for good.
   */
  public LogQuery again(UserId user, String id) {
    return LogQuery.changes(user, Cursor.parse(id).orElse(Cursor.VOID));
  }

  private LogQuery newest(UserId user, long n) {
    if (n > MOST_REPLAYED) {
      throw Problem.invalidField("replay", "a number from 0 to " + MOST_REPLAYED);
    }
    if (n == 0) {
      return LogQuery.fromNow(user);
    }
    return LogQuery.newest(user, (int) n);
  }

  private static String first(Map<String, List<String>> parameters, String name) {
    var values = parameters.get(name);
    return values == null || values.isEmpty() ? null : values.get(0);
  }
}
