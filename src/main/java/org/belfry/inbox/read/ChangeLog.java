package org.belfry.inbox.read;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.belfry.inbox.Inbox;
import org.belfry.inbox.Upkeep;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.SqlFaults;
import org.belfry.store.Store;

/**
 * Reads the log for many readers in one statement. A reader gets a page at a time and comes back
 * with the cursor that it was given.
 *
 * <p>The log is compact: an item stands at its arrival and at its latest change. So a reader with
 * cursor {@code c} knows every arrival and the latest state of everything up to {@code c}, and what
 * it is given next is right wherever it was cut off.
 */
@Singleton
public class ChangeLog {

  /** Rows a reader gets at once, at most. */
  static final int PAGE = 200;

  /** Lock not available, query canceled, deadlock, serialization failure. */
  private static final Set<String> OF_ONE_INBOX = Set.of("55P03", "57014", "40P01", "40001");

  private final Store store;
  private final Upkeep upkeep;
  private final PageSettings settings;
  private final Clock clock;

  @Inject
  public ChangeLog(Store store, Upkeep upkeep, PageSettings settings, Clock clock) {
    this.store = store;
    this.upkeep = upkeep;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Reads a page for each reader; does first what is due in their inboxes, and makes inboxes that
   * are missing.
   *
   * @return a slice for each reading, in the same order
   */
  public List<LogPage> read(List<LogQuery> readings) throws SQLException {
    var pages = new ArrayList<>(readAll(readings));
    var missing = places(pages, LogPageBuilder::isMissing);
    var due = places(pages, LogPageBuilder::isDue);
    make(users(readings, missing));
    upkeep.perform(users(readings, due));
    var again = Stream.concat(missing.stream(), due.stream()).toList();
    var afresh = readAll(again.stream().map(readings::get).toList());
    for (var i = 0; i < again.size(); i++) {
      pages.set(again.get(i), afresh.get(i));
    }
    return pages.stream().map(LogPageBuilder::page).toList();
  }

  /**
   * Whether a reading of many failed by the fault of one of the inboxes, so that the others can be
   * read without it: what the database refuses, a lock that was not to be had, a statement that
   * took too long. Not when the database is out of reach.
   */
  public static boolean isOfOneInbox(Exception e) {
    return !(e instanceof SQLException sql)
        || SqlFaults.isTheDatas(sql)
        || OF_ONE_INBOX.contains(String.valueOf(sql.getSQLState()));
  }

  /** Empty ones, all in one statement; who has come meanwhile stays as it is. */
  private void make(List<UserId> users) throws SQLException {
    if (users.isEmpty()) {
      return;
    }
    store.statement(
        Purpose.READ,
        connection -> {
          try (var statement = connection.prepareStatement(LogStatements.MAKE)) {
            statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
            var epochs = users.stream().map(user -> Inbox.newEpoch()).toArray();
            statement.setArray(2, connection.createArrayOf("text", epochs));
            return statement.executeUpdate();
          }
        });
  }

  /** Where each of these inboxes stands, also those that the store does not have. */
  public List<Head> heads(Collection<UserId> users) throws SQLException {
    return store.statement(
        Purpose.READ,
        connection -> {
          try (var statement = connection.prepareStatement(LogStatements.HEADS)) {
            statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
            var heads = new ArrayList<Head>();
            var rows = statement.executeQuery();
            while (rows.next()) {
              heads.add(head(rows));
            }
            return heads;
          }
        });
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(UserId.stored(row.getString(1)), new Cursor(row.getString(2), row.getLong(3)));
  }

  private static List<Integer> places(List<LogPageBuilder> pages, Predicate<LogPageBuilder> which) {
    return IntStream.range(0, pages.size()).filter(i -> which.test(pages.get(i))).boxed().toList();
  }

  private static List<UserId> users(List<LogQuery> readings, List<Integer> places) {
    return places.stream().map(place -> readings.get(place).user()).distinct().toList();
  }

  /** Each statement is a transaction of its own: none is open while frames are made of its rows. */
  private List<LogPageBuilder> readAll(List<LogQuery> readings) throws SQLException {
    return readings.isEmpty()
        ? List.of()
        : store.statement(Purpose.READ, connection -> readAll(connection, readings));
  }

  private List<LogPageBuilder> readAll(Connection connection, List<LogQuery> readings)
      throws SQLException {
    var pages = new ArrayList<LogPageBuilder>(readings.size());
    for (var query : readings) {
      pages.add(new LogPageBuilder(begun(connection, query)));
    }
    var changes = pages.stream().filter(page -> page.is(LogQuery.Kind.CHANGES)).toList();
    read(connection, LogStatements.CHANGES, 3, changes);
    var unread = pages.stream().filter(page -> page.is(LogQuery.Kind.UNREAD)).toList();
    read(connection, LogStatements.UNREAD, 1, unread);
    return pages;
  }

  /** Where the newest items are asked for, the same reading after the one before them. */
  private static LogQuery begun(Connection connection, LogQuery query) throws SQLException {
    if (query.newest() == 0) {
      return query;
    }
    try (var statement = connection.prepareStatement(LogStatements.NEWEST)) {
      statement.setString(1, query.user().value());
      statement.setInt(2, query.newest());
      var rows = statement.executeQuery();
      rows.next();
      // nothing unread is 0, and reads nothing
      return LogQuery.unread(query.user(), Math.max(0, rows.getLong(1) - 1));
    }
  }

  /** Rows come all at once: they are bounded, by number and by bytes. */
  private void read(Connection connection, String sql, int limits, List<LogPageBuilder> pages)
      throws SQLException {
    if (pages.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(sql)) {
      var index = 1;
      statement.setObject(index++, clock.instant().atOffset(ZoneOffset.UTC));
      var readings = pages.stream().map(LogPageBuilder::query).toList();
      statement.setArray(
          index++,
          connection.createArrayOf(
              "text", readings.stream().map(query -> query.user().value()).toArray()));
      statement.setArray(
          index++,
          connection.createArrayOf(
              "int8", readings.stream().map(query -> query.from().after()).toArray()));
      statement.setArray(
          index++,
          connection.createArrayOf(
              "int8", pages.stream().map(LogPageBuilder::secondBound).toArray()));
      for (var i = 0; i < limits; i++) {
        statement.setInt(index++, PAGE + 1);
      }
      statement.setInt(index++, PAGE);
      statement.setInt(index, settings.bytes());
      distribute(new LogRow(statement.executeQuery()), pages);
    }
  }

  private static void distribute(LogRow row, List<LogPageBuilder> pages) throws SQLException {
    while (row.next()) {
      pages.get(row.place() - 1).take(row);
    }
  }
}
